// One language at a time: what the Tasklist says in English by itself, where its reader has another language.
//
// The configuration is loaded before anybody has logged in, in the language of the browser. Once somebody has, it is asked
// for again, and the page is loaded anew, once, where their profile names another language.

const { language, region, literals, english } = window.camTasklistConf.rapport;
const foreign = language !== 'en';

document.documentElement.lang = language;

// literals

/** How a literal is recognised, and what is shown instead; {0} is any text. */
const exact = new Map();
const patterns = [];
if (foreign) {
  for (const [key, said] of Object.entries(english)) {
    const shown = literals[key];
    if (!shown || shown === said) continue;
    if (said.includes('{0}')) {
      const [before, after] = said.split('{0}');
      patterns.push({ before, after, shown });
    } else {
      exact.set(said, shown);
    }
  }
}

function translated(text) {
  const said = text.trim();
  if (!said) return null;
  if (exact.has(said)) return exact.get(said);
  if (DATE.test(said)) return said.replace(/yyyy|mm|dd/g, (part) => exact.get(part) ?? part);
  for (const { before, after, shown } of patterns) {
    if (said.startsWith(before) && said.endsWith(after) && said.length >= before.length + after.length) {
      return shown.replace('{0}', said.slice(before.length, said.length - after.length));
    }
  }
  return null;
}

const PLACES = '.fjs-container, .fjs-popup-container, .flatpickr-calendar, .diagram-pane, .bjs-powered-by, .bjs-powered-by-lightbox,'
  + ' [uib-datepicker], [uib-timepicker], .search-field';
// what designers and customers wrote
const CONTENT = '.fjs-form-field-html, .fjs-form-field-text, textarea, .value-field';
// what an empty field for a date shows, such as yyyy/mm/dd
const DATE = /^(?:(?:yyyy|mm|dd)[^a-z]*){3}$/;
const ATTRIBUTES = ['title', 'placeholder', 'aria-label'];

function translateText(node) {
  const parent = node.parentElement;
  if (!parent || !parent.closest(PLACES) || parent.closest(CONTENT)) return;
  const text = translated(node.data);
  if (text !== null && text !== node.data) node.data = text;
}

function translateAttributes(node) {
  if (!node.closest(PLACES)) return;
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    const text = value === null ? null : translated(value);
    if (text !== null && text !== value) node.setAttribute(name, text);
  }
}

function translateTree(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    translateText(node);
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    translateAttributes(node);
    node.querySelectorAll('[title], [placeholder], [aria-label]').forEach(translateAttributes);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translateText(texts.currentNode);
    hideSortingByName(node);
  }
}

// sorting by a title that is stored in another language would look like no order at all

let titleOfTasks = null;

function hideSortingByName(node) {
  if (!titleOfTasks) return;
  const menus = node.matches('[cam-sorting-dropdown] li') ? [node] : node.querySelectorAll('[cam-sorting-dropdown] li');
  for (const item of menus) {
    if (item.textContent.trim() === titleOfTasks) item.hidden = true;
  }
}

// dates

function names(options, dates) {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  return dates.map((date) => format.format(date));
}

const months = Array.from({ length: 12 }, (none, month) => new Date(Date.UTC(2026, month, 1)));
const place = new Intl.Locale(region);
const week = (place.getWeekInfo && place.getWeekInfo()) || place.weekInfo || { firstDay: 1 };
// 2026-02-01 is a Sunday
const days = Array.from({ length: 7 }, (none, day) => new Date(Date.UTC(2026, 1, 1 + day)));

/** The picker of form-js brings English names alone. */
function translatePicker(target) {
  let holder = target;
  while (holder && !holder._flatpickr) holder = holder.parentElement;
  const picker = holder && holder._flatpickr;
  if (!picker || picker.rapport) return;
  picker.rapport = true;
  picker.set('ariaDateFormat', 'Y-m-d');
  picker.set('locale', {
    weekdays: { shorthand: names({ weekday: 'short' }, days), longhand: names({ weekday: 'long' }, days) },
    months: { shorthand: names({ month: 'short' }, months), longhand: names({ month: 'long' }, months) },
    firstDayOfWeek: week.firstDay % 7,
  });
  picker.redraw();
}

/** The picker of the Tasklist asks Angular, whose names are English. */
function translateAngular(injector) {
  const formats = injector.get('$locale').DATETIME_FORMATS;
  formats.MONTH = names({ month: 'long' }, months);
  formats.STANDALONEMONTH = formats.MONTH;
  formats.SHORTMONTH = names({ month: 'short' }, months);
  formats.DAY = names({ weekday: 'long' }, days);
  formats.SHORTDAY = names({ weekday: 'short' }, days);
}

if (foreign) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(translateTree);
      else if (change.type === 'characterData') translateText(change.target);
      else translateAttributes(change.target);
    }
  }).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  for (const event of ['pointerdown', 'focusin']) {
    document.addEventListener(event, ({ target }) => translatePicker(target), true);
  }
}

// the profile's language

const LOADED_FOR = 'rapport-language';

/** What was shown before somebody logged in may be in another language than theirs. */
async function followProfile() {
  const now = (await import(`../scripts/config.js?bust=${Date.now()}`)).default.rapport.language;
  if (now === language) {
    sessionStorage.removeItem(LOADED_FOR);
  } else if (sessionStorage.getItem(LOADED_FOR) !== now) {
    sessionStorage.setItem(LOADED_FOR, now);
    window.location.reload();
  }
}

export default [
  {
    id: 'rapport-language',
    pluginPoint: 'tasklist.navbar.action',
    priority: 0,
    // only there for who has logged in
    render: (node) => {
      node.hidden = true;
      followProfile();
      if (foreign) {
        const injector = window.angular.element(document.body).injector();
        translateAngular(injector);
        titleOfTasks = injector.get('$translate').instant('TASK_NAME');
      }
    },
  },
];
