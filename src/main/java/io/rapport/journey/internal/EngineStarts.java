package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Reference;
import io.rapport.journey.Reentry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.stereotype.Component;

/**
 * Checks journeys that a system or a person starts at the engine itself ({@code POST /engine-rest/message}, Cockpit)
 * and not by an event: they keep the same rules, and know the same variables. What an event would have brought to the tables
 * is missing then, so a journey starts about known things alone.
 */
@Component
final class EngineStarts {

    private static final String CUSTOMER = "customerId";

    private final Customers customers;
    private final Orders orders;
    private final Complaints complaints;
    private final EventTypes schedules;
    private final CustomerLock lock;
    private final CustomerAliases aliases;
    private final JourneyRegister register;
    private final BusinessClock clock;

    EngineStarts(
            Customers customers,
            Orders orders,
            Complaints complaints,
            EventTypes schedules,
            CustomerLock lock,
            CustomerAliases aliases,
            JourneyRegister register,
            BusinessClock clock) {
        this.customers = customers;
        this.orders = orders;
        this.complaints = complaints;
        this.schedules = schedules;
        this.lock = lock;
        this.aliases = aliases;
        this.register = register;
        this.clock = clock;
    }

    /**
     * Completes the variables of an instance that somebody starts by hand; one that an event or another journey starts is
     * left alone.
     *
     * @param execution the instance at its start
     * @param about the kind of thing that the journey is about
     * @param reentry whether it takes the same thing again
     * @throws BadUserRequestException if the journey must not start so, with the fix
     */
    void check(DelegateExecution execution, String about, Reentry reentry) {
        // the inbox's workers are nobody to the engine; anyone who comes in by the API is somebody
        boolean byHand = execution.getSuperExecution() == null
                && execution.getProcessEngineServices().getIdentityService().getCurrentAuthentication() != null;
        if (!byHand) {
            return;
        }
        String businessKey = execution.getProcessBusinessKey();
        String id = id(businessKey, about);
        complete(execution, about + "Id", id);
        switch (about) {
            case "customer" -> {
                // the key says it all
            }
            case "order" ->
                complete(
                        execution,
                        CUSTOMER,
                        orders.find(id)
                                .filter(order -> order.placedAt() != null)
                                .map(Order::customerId)
                                .orElseThrow(() -> unknown(businessKey)));
            case "complaint" -> {
                Complaint complaint = complaints.find(id).orElseThrow(() -> unknown(businessKey));
                complete(execution, CUSTOMER, complaint.customerId());
                if (complaint.orderId() != null) {
                    complete(execution, "orderId", complaint.orderId());
                }
            }
            case Reference.SCHEDULE -> {
                if (schedules.schedules().stream()
                        .noneMatch(schedule -> schedule.name().equals(id))) {
                    throw new BadUserRequestException(
                            businessKey + " is not known here; declare it in processes/dates.yaml first");
                }
            }
            case "contact" ->
                throw new BadUserRequestException(
                        "A journey about a contact starts by itself when a message goes out on the channel task");
            default -> {
                if (execution.getVariable(CUSTOMER) == null) {
                    throw new BadUserRequestException("A journey about a " + about + " needs the variable " + CUSTOMER);
                }
            }
        }
        if (about.equals(Reference.SCHEDULE)) {
            lock.take(new Reference(about, id).queue());
        } else {
            takeLock(execution.getVariable(CUSTOMER).toString());
        }
        String journey = ((ExecutionEntity) execution).getProcessDefinition().getKey();
        Optional<JourneyRegister.Entry> before = register.latest(names(about, id)).stream()
                .filter(entry -> entry.journey().equals(journey))
                .max(Comparator.comparing(JourneyRegister.Entry::running)
                        .thenComparing(JourneyRegister.Entry::startedAt));
        if (before.isPresent()
                && !reentry.allows(before.get().startedAt(), before.get().running(), clock.instant())) {
            throw new BadUserRequestException("The journey " + journey + " does not take " + businessKey
                    + " again now (its property reentry); an earlier one "
                    + (before.get().running() ? "still runs" : "has ended"));
        }
    }

    /** The business keys of what a journey is about: a customer who was merged has one for each id. */
    private List<String> names(String about, String id) {
        if (!about.equals(Reference.CUSTOMER)) {
            return List.of(new Reference(about, id).toString());
        }
        String current = aliases.current(id);
        List<String> names = new ArrayList<>(aliases.of(current));
        names.add(current);
        names.replaceAll(name -> new Reference(about, name).toString());
        return names;
    }

    private void takeLock(String customerId) {
        if (customers
                .find(customerId)
                .filter(customer -> customer.erasedAt() == null)
                .isEmpty()) {
            throw unknown("customer:" + customerId);
        }
        EngineCommandLocks.take(lock, List.of(customerId));
    }

    private static String id(String businessKey, String about) {
        try {
            Reference reference = Reference.parse(businessKey == null ? "" : businessKey);
            if (reference.kind().equals(about)) {
                return reference.id();
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new BadUserRequestException(
                "This journey needs a business key of the form " + about + ":ID, such as " + about + ":4711");
    }

    private static void complete(DelegateExecution execution, String variable, String value) {
        Object given = execution.getVariable(variable);
        if (given == null) {
            execution.setVariable(variable, value);
        } else if (!given.equals(value)) {
            throw new BadUserRequestException("The variable " + variable + " must be the String " + value
                    + ", or left out; the business key and what is known say so");
        }
    }

    private static BadUserRequestException unknown(String reference) {
        return new BadUserRequestException(
                reference + " is not known here; tell of it first by an event (POST /api/events)");
    }
}
