package io.rapport.desk.internal;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue;
import io.rapport.customer.CustomerValue.Bought;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.desk.InstanceSubjects;
import io.rapport.desk.InstanceSubjects.Subject;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskGone;
import io.rapport.desk.internal.form.FormSchema.Chosen;
import io.rapport.loyalty.LoyaltyLedger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.task.Task;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Puts customer cards together. */
@Component
final class CustomerCards {

    private static final int ORDERS = 5;
    private static final int CONTACTS = 5;
    private static final int COMMENTS = 20;

    private final TaskService tasks;
    private final IdentityService identity;
    private final HistoryService history;
    private final Customers customers;
    private final Orders orders;
    private final CustomerValue value;
    private final LoyaltyLedger ledger;
    private final Submissions submissions;
    private final ChosenAnswers chosen;
    private final TaskComments comments;
    private final TaskEscalations escalations;
    private final CardTexts texts;
    private final InstanceSubjects subjects;
    private final ObjectProvider<CardSection> sections;
    private final AnswerLanguage language;
    private final AuditLog audit;

    CustomerCards(
            TaskService tasks,
            IdentityService identity,
            HistoryService history,
            Customers customers,
            Orders orders,
            CustomerValue value,
            LoyaltyLedger ledger,
            Submissions submissions,
            ChosenAnswers chosen,
            TaskComments comments,
            TaskEscalations escalations,
            CardTexts texts,
            InstanceSubjects subjects,
            ObjectProvider<CardSection> sections,
            AnswerLanguage language,
            AuditLog audit) {
        this.tasks = tasks;
        this.identity = identity;
        this.history = history;
        this.customers = customers;
        this.orders = orders;
        this.value = value;
        this.ledger = ledger;
        this.submissions = submissions;
        this.chosen = chosen;
        this.comments = comments;
        this.escalations = escalations;
        this.texts = texts;
        this.subjects = subjects;
        this.sections = sections;
        this.language = language;
        this.audit = audit;
    }

    /**
     * Finds the card of a task.
     *
     * @param taskId the engine's
     * @param viewer login of who asks
     * @param groups the viewer's groups
     * @param locale the viewer's language
     * @return the card, empty if there is no such task for this viewer
     */
    Optional<CustomerCard> find(String taskId, String viewer, Set<String> groups, Locale locale) {
        return visible(taskId, viewer, groups).flatMap(task -> TaskGone.ifThere(() -> tasks.getVariables(task.getId()))
                .map(facts -> card(task, facts, viewer, locale)));
    }

    /** The engine itself decides what this user may see. */
    private Optional<Task> visible(String taskId, String viewer, Set<String> groups) {
        identity.setAuthentication(viewer, List.copyOf(groups));
        try {
            return Optional.ofNullable(tasks.createTaskQuery().taskId(taskId).singleResult());
        } finally {
            identity.clearAuthentication();
        }
    }

    private CustomerCard card(Task task, Map<String, Object> facts, String viewer, Locale locale) {
        // never by a variable: anyone who could write one would read other customers' cards
        Subject subject = task.getProcessInstanceId() == null
                ? null
                : subjects.of(task.getProcessInstanceId()).orElse(null);
        String id = subject == null ? null : subject.customerId();
        Optional<Customer> customer =
                Optional.ofNullable(id).flatMap(customers::find).filter(known -> !known.isErased());
        customer.ifPresent(known -> audit.record(new AuditRecord(
                Actor.staff(viewer), AuditAction.READ, "customer-card", known.id(), "task " + task.getId())));
        List<Order> latest = customer.isPresent() ? orders.latest(id, ORDERS) : List.of();
        return new CustomerCard(
                locale.toLanguageTag(),
                texts.why(task, facts, locale),
                escalations
                        .escalatedAt(task.getId())
                        .map(at -> texts.overdue(at, locale))
                        .orElse(null),
                customer.map(known -> person(known, latest, locale)).orElse(null),
                latest.stream().map(order -> line(order, locale)).toList(),
                customer.isPresent() ? comments(subject) : List.of(),
                customer.isPresent() ? contacts(id, locale) : List.of(),
                customer.isPresent() ? sections(subject, facts, locale) : List.of());
    }

    private CustomerCard.Person person(Customer customer, List<Order> latest, Locale locale) {
        Bought bought = value.lastTwelveMonths(customer.id());
        String name = customer.fullName();
        return new CustomerCard.Person(
                customer.id(),
                name.isEmpty() ? null : name,
                customer.email(),
                customer.phone(),
                customer.locale().getDisplayName(locale),
                customer.timeZone(),
                customer.timeZoneAssumed(),
                ledger.level(customer.id())
                        .map(level -> texts.level(level, locale))
                        .orElse(null),
                ledger.points(customer.id()),
                bought.total(),
                latest.isEmpty() ? null : bought.currency(),
                bought.beside().entrySet().stream()
                        .map(sum -> new CustomerCard.Amount(sum.getValue(), sum.getKey()))
                        .toList());
    }

    private CustomerCard.OrderLine line(Order order, Locale locale) {
        return new CustomerCard.OrderLine(
                order.id(), order.placedAt(), order.total(), order.currency(), texts.orderState(order.state(), locale));
    }

    private List<CustomerCard.CardComment> comments(Subject subject) {
        return comments.about(subject.businessKey(), subject.customerId(), COMMENTS).stream()
                .map(comment -> new CustomerCard.CardComment(comment.at(), comment.author(), comment.message()))
                .toList();
    }

    private List<CustomerCard.ContactAttempt> contacts(String customerId, Locale locale) {
        List<Submissions.Done> latest = submissions.latest(customerId, CONTACTS);
        Map<String, List<Chosen>> choices = chosen.of(latest, locale);
        return latest.stream()
                .map(done -> new CustomerCard.ContactAttempt(
                        done.at(), taskName(done, locale), done.by(), choices.get(done.taskId()), done.note()))
                .toList();
    }

    private String taskName(Submissions.Done done, Locale locale) {
        HistoricTaskInstance task =
                history.createHistoricTaskInstanceQuery().taskId(done.taskId()).singleResult();
        return task == null || task.getName() == null
                ? done.task()
                : language.title(task.getProcessDefinitionId(), task.getTaskDefinitionKey(), task.getName(), locale);
    }

    private List<CardSection.Section> sections(Subject subject, Map<String, Object> facts, Locale locale) {
        CardRequest request = new CardRequest(
                subject.customerId(), order(subject, facts), subject.id("complaint"), subject.id("contact"), locale);
        return sections.orderedStream()
                .flatMap(section -> section.contribute(request).stream())
                .toList();
    }

    /** A journey about something else may know an order, too; only one of the same customer is shown. */
    private String order(Subject subject, Map<String, Object> facts) {
        String about = subject.id("order");
        if (about != null) {
            return about;
        }
        return facts.get("orderId") instanceof String order
                        && orders.find(order)
                                .filter(known -> subject.customerId().equals(known.customerId()))
                                .isPresent()
                ? order
                : null;
    }
}
