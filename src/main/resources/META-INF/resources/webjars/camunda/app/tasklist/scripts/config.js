// The Tasklist's configuration; it stands in the place of the one that comes with the web apps.
export default {
  app: { name: 'Tasklist', vendor: 'Rapport' },
  locales: { availableLocales: ['en', 'de', 'zh'], fallbackLocale: 'en' },
  customScripts: ['custom/rapport-customer-card'],
  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
  },
};
