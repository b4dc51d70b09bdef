// The Tasklist's configuration; it stands in the place of the one that comes with the web apps.

const available = ['en', 'de', 'zh'];

// The Tasklist loads the browser's language and the fallback, and shows dates in whichever arrives last. Every language
// here is complete, so the browser's own is the fallback too, and dates speak it.
const wanted = ((navigator.languages && navigator.languages[0]) || navigator.language || 'en').split('-')[0].toLowerCase();

export default {
  app: { name: 'Tasklist', vendor: 'Rapport' },
  locales: { availableLocales: available, fallbackLocale: available.includes(wanted) ? wanted : 'en' },
  disableWelcomeMessage: true,
  customScripts: ['custom/rapport-customer-card'],
  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
  },
};
