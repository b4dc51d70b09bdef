// The customer card: who the selected task is about, above its form.
//
// The Tasklist shows plugins of "tasklist.task.detail" as tabs beside the form, so a card there would be out of sight
// while somebody fills the form in. This one is registered among the actions of the task column, which stay while tasks
// come and go, and puts its card above the task. Data only ever becomes text nodes.

// the configuration is served in the language of who has logged in, with our own words in it
const { region, card: texts } = window.camTasklistConf.rapport;

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function date(moment) {
  return new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(new Date(moment));
}

function money(amount, currency) {
  if (!currency) return new Intl.NumberFormat(region).format(amount);
  try {
    return new Intl.NumberFormat(region, { style: 'currency', currency }).format(amount);
  } catch (unknownCurrency) {
    return `${amount} ${currency}`;
  }
}

function timeIn(zone) {
  try {
    return new Intl.DateTimeFormat(region, { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit' })
      .format(new Date());
  } catch (unknownZone) {
    return zone;
  }
}

function localTime(customer) {
  const time = timeIn(customer.timeZone);
  return customer.timeZoneAssumed ? `${time} (${texts.assumed})` : time;
}

function fact(label, value) {
  if (value === null || value === undefined || value === '') return null;
  return element('div', 'rapport-fact', element('dt', '', label), element('dd', '', String(value)));
}

function list(title, items, none) {
  const body = items.length ? element('ul', '', ...items) : element('p', 'rapport-none', none);
  return element('section', '', element('h5', '', title), body);
}

function order(line) {
  return element('li', '', `${date(line.placedAt)} · ${line.id} · ${money(line.total, line.currency)} · ${line.state}`);
}

function contact(line) {
  const head = [date(line.at), line.task, line.by].filter(Boolean).join(' · ');
  const chosen = line.chosen.map((one) => (one.value ? `${one.label}: ${one.value}` : one.label)).join(' · ');
  return element('li', '', head, chosen ? element('div', 'rapport-chosen', chosen) : null,
    line.note ? element('blockquote', '', line.note) : null);
}

function moment(at) {
  return new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

function comment(line) {
  return element('li', '', `${moment(line.at)} · ${line.by}`, element('blockquote', '', line.message));
}

function section(part) {
  const lines = part.lines.map((line) =>
    element('li', '', line.label ? element('strong', '', `${line.label} `) : null, line.text));
  return list(part.title, lines, '–');
}

function whole(customer, appRoot) {
  const link = element('a', '', texts.whole);
  link.href = `${appRoot}/customers/${encodeURIComponent(customer.id)}`;
  link.target = '_blank';
  link.rel = 'noopener';
  return element('p', 'rapport-whole', link);
}

function person(customer, appRoot) {
  return element('div', 'rapport-person',
    element('h4', '', customer.name || texts.unnamed,
      customer.level ? element('span', 'rapport-level', customer.level) : null),
    element('dl', '',
      fact(texts.email, customer.email),
      fact(texts.phone, customer.phone),
      fact(texts.speaks, customer.speaks),
      fact(texts.localTime, localTime(customer)),
      fact(texts.points, new Intl.NumberFormat(region).format(customer.points)),
      fact(texts.value, [money(customer.value, customer.currency),
        ...(customer.beside || []).map((sum) => money(sum.total, sum.currency))].join(' + '))),
    whole(customer, appRoot));
}

function content(card, appRoot) {
  const why = [element('p', 'rapport-why', element('strong', '', `${texts.why}: `), card.why)];
  if (card.overdue) why.push(element('p', 'rapport-overdue', card.overdue));
  if (!card.customer) return [...why, element('p', 'rapport-none', texts.nobody)];
  return [
    person(card.customer, appRoot),
    ...why,
    element('div', 'rapport-sections',
      card.comments.length ? list(texts.comments, card.comments.map(comment), '') : null,
      ...card.sections.map(section),
      list(texts.orders, card.orders.map(order), texts.noOrders),
      list(texts.contacts, card.contacts.map(contact), texts.noContacts)),
  ];
}

function customerCard(appRoot) {
  const root = element('section', 'rapport-card');
  root.setAttribute('aria-label', texts.card);
  root.setAttribute('aria-live', 'polite');
  let asked = null;
  let shown = null;

  function show(...nodes) {
    root.replaceChildren(...nodes);
    root.hidden = nodes.length === 0;
  }

  function showFailure(message, again) {
    const retry = element('button', 'btn btn-default btn-xs', texts.retry);
    retry.type = 'button';
    retry.addEventListener('click', again);
    show(element('p', 'rapport-failed', message), retry);
  }

  async function load(taskId) {
    if (asked) asked.abort();
    if (!taskId) {
      shown = null;
      show();
      return;
    }
    const request = new AbortController();
    asked = request;
    // asked for once more, as after a comment, the card stays until the new one is there
    if (taskId !== shown) show(element('p', 'rapport-loading', texts.loading));
    shown = taskId;
    try {
      const answer = await fetch(`${appRoot}/desk/tasks/${encodeURIComponent(taskId)}/card`, {
        credentials: 'same-origin',
        headers: { Accept: 'application/json' },
        signal: request.signal,
      });
      if (answer.status === 404) {
        show(element('p', 'rapport-none', texts.gone));
      } else if (!answer.ok) {
        showFailure(texts.failed, () => load(taskId));
      } else {
        const card = await answer.json();
        if (asked === request) show(...content(card, appRoot));
      }
    } catch (failure) {
      if (failure.name !== 'AbortError') showFailure(texts.failed, () => load(taskId));
    }
  }

  show();
  return { root, load };
}

export default [
  {
    id: 'rapport-customer-card',
    pluginPoint: 'tasklist.task.action',
    priority: 2000,
    render: (node, { api }, scope) => {
      // the web apps live one level below our own addresses
      const appRoot = api.baseApi.replace(/\/camunda\/api\/.*$/, '');
      const card = customerCard(appRoot);
      node.hidden = true;
      // the node is put into the page only after this call
      setTimeout(() => {
        const column = node.closest('.task-details');
        const place = column && column.querySelector('.content');
        if (place) place.prepend(card.root);
      });
      // the Tasklist loads a task anew whenever something about it changed
      scope.$watch(() => scope.task, (task) => card.load(task && task.id));
      scope.$on('$destroy', () => {
        card.load(null);
        card.root.remove();
      });
    },
  },
];
