// Tells what the web client's page shows: each message, picture, room and error once, and again when it shows otherwise.
(() => {
  const told = new Set();
  const tell = (shown) => {
    const text = JSON.stringify(shown);
    if (!told.has(text)) {
      told.add(text);
      window.superbridgeSaw(shown);
    }
  };
  const place = () => decodeURIComponent((/\/room\/([^/]+)/.exec(location.hash) ?? ["", ""])[1]);

  // Only the first of somebody's messages in a row names them.
  const author = (row) => {
    for (let at = row; at; at = at.previousElementSibling) {
      const sender = at.querySelector(":scope > .Timeline_messageSender");
      if (sender) return { author: sender.title, author_name: sender.textContent };
    }
    return { author: "", author_name: "" };
  };

  const words = (body) => {
    const copy = body.cloneNode(true);
    for (const extra of copy.querySelectorAll("time, .status, .ReplyPreviewView")) extra.remove();
    return copy.textContent;
  };

  const message = (row) => {
    const picture = row.querySelector(".media img");
    const shown = { place: place(), ref: row.dataset.eventId, ...author(row) };
    if (!picture) {
      const body = row.querySelector(":scope > .Timeline_messageBody");
      if (body) tell({ shows: "message", text: words(body), ...shown });
    } else if (picture.complete && picture.naturalWidth) {
      tell({ shows: "picture", text: picture.alt, ...shown });
    }
  };

  const look = () => {
    for (const row of document.querySelectorAll('.Timeline_message[data-event-id^="$"]')) message(row);
    for (const room of document.querySelectorAll(".RoomList .name")) tell({ shows: "room", text: room.textContent });
    for (const error of document.querySelectorAll(".error")) {
      if (error.textContent) tell({ shows: "error", text: error.textContent });
    }
  };

  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  document.addEventListener("load", look, true); // a picture's, which doesn't bubble
})();
