// Says whether a text can be read in the page or in one of its fields.
const plain = (text) => text.replace(/\s+/gu, " ").toLowerCase();
const wanted = plain(arguments[0]);
const shown = (element) => element.checkVisibility();
const fields = [...document.querySelectorAll("input, textarea")].filter(shown);
return [document.body.innerText, ...fields.map((field) => field.value)].some((text) => plain(text).includes(wanted));
