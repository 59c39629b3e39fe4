// What `require('electron')` resolves to in the stand-in; Playwright asks for it through the inspector.
module.exports = globalThis[Symbol.for('drydock.stand-in.electron')];
