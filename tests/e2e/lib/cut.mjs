// A page whose connection to the SIP server can be cut and given back, while everything else of it goes on.

/** Goes into `openPhone`'s `prepare`. */
export const cuttable = (page) =>
  page.evaluate(() => {
    let down = false;
    const sockets = new Set();
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor(url, protocols) {
        const isSip = String(url).endsWith('/sip');
        // Nobody listens there.
        super(isSip && down ? 'ws://127.0.0.1:59999/sip' : url, protocols);
        if (isSip) sockets.add(this);
      }
    };
    window.cut = () => {
      down = true;
      for (const socket of sockets) socket.close();
      sockets.clear();
    };
    window.mend = () => {
      down = false;
    };
  });

export const cut = (side) => side.page.evaluate(() => window.cut());
export const mend = (side) => side.page.evaluate(() => window.mend());
