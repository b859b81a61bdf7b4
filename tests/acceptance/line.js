// The drivers' half of the line between script and client: a JSON object a line, in and out, answered as they come.
"use strict";
const readline = require("readline");

const PATIENCE = 15000;

// What a library has no way to do.
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

  until(holds, patience = PATIENCE) {
    return new Promise((resolve) => {
      const end = (result) => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(result);
      };
      const check = () => holds() && end(true);
      const timer = setTimeout(() => end(false), patience);
      this.waiting.add(check);
      check();
    });
  }

  hears({ kind, what, patience }) {
    return this.until(() => this.heard.some(([k, w]) => k === kind && w === what), patience && patience * 1000);
  }

  forget() {
    this.heard = [];
  }

  async counts({ prefix, count, patience }) {
    const found = () => this.heard.filter(([kind, what]) => kind === "new" && what.startsWith(prefix));
    await this.until(() => found().length >= count, patience && patience * 1000);
    return found().map(([, what]) => what);
  }
}

// Take orders for accounts of a class, several at a time; `nameOf` gives an error's wire name.
function serve(Account, nameOf) {
  const accounts = new Map();

  async function carryOut({ account, op, ...order }) {
    if (!accounts.has(account)) accounts.set(account, new Account());
    const there = accounts.get(account);
    if (["hears", "counts", "forget"].includes(op)) return await there.ear[op](order);
    if (typeof there[op] !== "function") throw new Cannot(`the driver has no ${op}`);
    return await there[op](order);
  }

  console.log = () => {}; // libraries talk there, and the line is ours
  readline.createInterface({ input: process.stdin }).on("line", async (text) => {
    const { line, ...order } = JSON.parse(text);
    let answer;
    try {
      const result = await carryOut(order);
      answer = { line, result: result === undefined ? null : result };
    } catch (error) {
      const name = error instanceof Cannot ? "CANNOT" : nameOf(error);
      answer = { line, error: name, text: String((error && error.message) || error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  });
  process.on("unhandledRejection", (error) => process.stderr.write(`${error && error.stack}\n`));
}

module.exports = { Cannot, Ear, serve };
