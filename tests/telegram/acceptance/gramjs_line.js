// The line between the script and GramJS's driver, and what an account's client hears. Runs in the clients' image.
"use strict";
const readline = require("readline");

const PATIENCE = 15000;

class Cannot extends Error {}

// What an account's client was told, in order.
class Ear {
  constructor() {
    this.heard = [];
    this.waiting = new Set();
  }

  hear(kind, what) {
    this.heard.push([kind, String(what)]);
    for (const check of this.waiting) check();
  }

  until(holds) {
    return new Promise((resolve) => {
      const end = (result) => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(result);
      };
      const check = () => holds() && end(true);
      const timer = setTimeout(() => end(false), PATIENCE);
      this.waiting.add(check);
      check();
    });
  }

  hears({ kind, what }) {
    return this.until(() => this.heard.some(([k, w]) => k === kind && w === what));
  }

  async counts({ prefix, count }) {
    const found = () => this.heard.filter(([kind, what]) => kind === "new" && what.startsWith(prefix));
    await this.until(() => found().length >= count);
    return found().map(([, what]) => what);
  }
}

// Carries out each order that comes in on a line; `open` makes the client of an account that is new.
function serve(open) {
  const accounts = new Map();

  async function carryOut({ account, op, ...order }) {
    if (!accounts.has(account)) accounts.set(account, open());
    const there = accounts.get(account);
    if (op === "hears" || op === "counts") return await there.ear[op](order);
    if (typeof there[op] !== "function") throw new Cannot(`the driver has no ${op}`);
    return await there[op](order);
  }

  console.log = () => {}; // the library talks there, and the line is ours
  readline.createInterface({ input: process.stdin }).on("line", async (text) => {
    const { line, ...order } = JSON.parse(text);
    let answer;
    try {
      const result = await carryOut(order);
      answer = { line, result: result === undefined ? null : result };
    } catch (error) {
      answer = { line, error: nameOf(error), text: String((error && error.message) || error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  });
  process.on("unhandledRejection", (error) => process.stderr.write(`${error && error.stack}\n`));
}

function nameOf(error) {
  if (error instanceof Cannot) return "CANNOT";
  const name = error.errorMessage || error.name || "Error";
  return name === "FLOOD" ? "FLOOD_WAIT" : name.replace(/_\d+$/, "");
}

module.exports = { Cannot, Ear, serve };
