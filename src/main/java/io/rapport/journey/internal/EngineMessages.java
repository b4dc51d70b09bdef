package io.rapport.journey.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.desk.CommandFields;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.MessageCorrelationBuilderImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractCorrelateMessageCmd;
import org.camunda.bpm.engine.impl.cmd.CorrelateAllMessageCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.PermissionCheckBuilder;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.runtime.CorrelationHandlerResult;
import org.camunda.bpm.engine.impl.runtime.MessageCorrelationResultImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Messages that somebody posts to the engine itself ({@code POST /engine-rest/message}) go the way of events: to each
 * instance that waits for the type and is about the thing that the business key names, and to each journey that starts
 * on it, by its re-entry rule, under the customer's lock. The engine's own way would find journeys by the message's name,
 * and refuse a name that several start on.
 */
@Component
final class EngineMessages {

    private static final String CUSTOMER = "customer";
    private static final String CUSTOMER_ID = "customerId";
    private static final String ERASED = "customer.erased";

    private final ObjectProvider<JourneyRouter> router;
    private final StartMessages starts;
    private final JourneyRegister register;
    private final Orders orders;
    private final Complaints complaints;
    private final CustomerLock lock;
    private final CustomerAliases aliases;
    private final EventTypes types;
    private final BusinessClock clock;

    EngineMessages(
            ObjectProvider<JourneyRouter> router,
            StartMessages starts,
            JourneyRegister register,
            Orders orders,
            Complaints complaints,
            CustomerLock lock,
            CustomerAliases aliases,
            EventTypes types,
            BusinessClock clock) {
        this.router = router;
        this.starts = starts;
        this.register = register;
        this.orders = orders;
        this.complaints = complaints;
        this.lock = lock;
        this.aliases = aliases;
        this.types = types;
        this.clock = clock;
    }

    /** @return takes the place of the engine's correlation, for commands that come from outside */
    CommandInterceptor interceptor() {
        return new CommandInterceptor() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T execute(Command<T> command) {
                return isPosted(command)
                        ? next.execute((Command<T>) routed((AbstractCorrelateMessageCmd) command))
                        : next.execute(command);
            }
        };
    }

    /** What starts a definition of its choice, or is for instances alone, comes from Java. */
    private static boolean isPosted(Command<?> command) {
        if (!(command instanceof AbstractCorrelateMessageCmd) || Context.getCommandContext() != null) {
            return false;
        }
        MessageCorrelationBuilderImpl message = message(command);
        return !message.isExecutionsOnly() && !(Boolean) CommandFields.of(message, "startMessagesOnly");
    }

    private static MessageCorrelationBuilderImpl message(Object command) {
        return (MessageCorrelationBuilderImpl) CommandFields.of(command, "builder");
    }

    private Command<?> routed(AbstractCorrelateMessageCmd command) {
        MessageCorrelationBuilderImpl message = message(command);
        boolean withVariables = (Boolean) CommandFields.of(command, "variablesInResultEnabled");
        if (command instanceof CorrelateAllMessageCmd) {
            return (Command<List<MessageCorrelationResultImpl>>) context -> route(message, withVariables, context);
        }
        return (Command<MessageCorrelationResultImpl>)
                context -> route(message, withVariables, context).get(0);
    }

    /** @return at least one result */
    private List<MessageCorrelationResultImpl> route(
            MessageCorrelationBuilderImpl message, boolean withVariables, CommandContext context) {
        refuseWhatIsNotTaken(message, withVariables);
        String type = message.getMessageName();
        Event event = event(message);
        EngineCommandLocks.take(lock, customers(event));
        List<EventEffect> effects =
                router.getObject().route(List.of(event), Map.of()).getOrDefault(event.seq(), List.of());
        List<MessageCorrelationResultImpl> results = new ArrayList<>();
        for (EventEffect effect : effects) {
            if (effect.instanceId() != null) {
                if (effect.kind() == EventEffect.Kind.ADVANCED) {
                    checkMayUpdate(effect, context);
                }
                results.add(result(effect, context));
            }
        }
        if (results.isEmpty()) {
            throw refusal(type, message, effects);
        }
        return results;
    }

    private void refuseWhatIsNotTaken(MessageCorrelationBuilderImpl message, boolean withVariables) {
        if (message.getTenantId() != null) {
            throw new BadUserRequestException("There are no tenants here: leave tenantId out");
        }
        if (message.getCorrelationProcessInstanceVariables() != null
                || CommandFields.of(message, "correlationLocalVariables") != null) {
            throw new BadUserRequestException("A journey is found by what it is about: leave correlationKeys and"
                    + " localCorrelationKeys out and name a businessKey, such as customer:42");
        }
        if (message.getPayloadProcessInstanceVariablesLocal() != null
                || message.getPayloadProcessInstanceVariablesToTriggeredScope() != null) {
            throw new BadUserRequestException(
                    "processVariablesLocal and processVariablesToTriggeredScope are not taken: use processVariables");
        }
        if (withVariables) {
            throw new BadUserRequestException(
                    "variablesInResultEnabled is not offered: leave it out, and ask for the instance's variables");
        }
        if (message.getBusinessKey() != null && message.getProcessInstanceId() != null) {
            throw new BadUserRequestException(
                    "Name either a businessKey or a processInstanceId: the one reaches all journeys about a thing, the"
                            + " other a single instance");
        }
        if (Stream.concat(types.dates().stream(), types.festivals().stream())
                .anyMatch(day -> day.type().equals(message.getMessageName()))) {
            throw new BadUserRequestException("'" + message.getMessageName()
                    + "' is published by Rapport alone, when a customer's date or a festival comes. To try the journey,"
                    + " set that date of a customer, or days and at of its entry in dates.yaml, so that it comes now");
        }
        if (ERASED.equals(message.getMessageName())) {
            throw new BadUserRequestException(
                    ERASED + " is sent as an event (POST /api/events), which erases the data");
        }
        if (MessageEvents.TYPES.contains(message.getMessageName()) && message.getProcessInstanceId() == null) {
            throw new BadUserRequestException("What became of a message concerns the instance that sent it: name its"
                    + " processInstanceId instead of a businessKey");
        }
    }

    private Event event(MessageCorrelationBuilderImpl message) {
        Reference about = message.getProcessInstanceId() == null
                ? about(message)
                : new Reference(MessageEvents.INSTANCE, message.getProcessInstanceId());
        Map<String, Object> variables = new HashMap<>();
        if (message.getPayloadProcessInstanceVariables() instanceof VariableMap given) {
            given.keySet().forEach(name -> variables.put(name, given.getValueTyped(name)));
        }
        // a customer who was merged is one customer under each id, the one of today first
        String customer = about.kind().equals(CUSTOMER) ? aliases.current(about.id()) : null;
        Set<Reference> references = new LinkedHashSet<>();
        references.add(customer == null ? about : new Reference(CUSTOMER, customer));
        if (customer != null) {
            aliases.of(customer).forEach(alias -> references.add(new Reference(CUSTOMER, alias)));
        }
        return new Event(
                0,
                "engine",
                "",
                message.getMessageName(),
                customer,
                clock.instant(),
                JsonNodeFactory.instance.objectNode(),
                references,
                variables);
    }

    private Reference about(MessageCorrelationBuilderImpl message) {
        try {
            return Reference.parse(Objects.requireNonNullElse(message.getBusinessKey(), ""));
        } catch (IllegalArgumentException e) {
            throw wrongKind(message.getMessageName(), message.getBusinessKey());
        }
    }

    /** Whose journeys the message may move or start. */
    private Set<String> customers(Event event) {
        Reference about = event.references().iterator().next();
        if (about.kind().equals(MessageEvents.INSTANCE)) {
            return Set.copyOf(register.customersOf(about.id()));
        }
        Set<String> customers = new HashSet<>();
        event.references().forEach(name -> customers.addAll(register.customersAbout(name.toString())));
        if (event.variables().get(CUSTOMER_ID) instanceof TypedValue named
                && named.getValue() instanceof String customer) {
            customers.add(customer);
        }
        Optional<String> known =
                switch (about.kind()) {
                    case CUSTOMER, Reference.SCHEDULE -> Optional.of(about.queue());
                    case "order" -> orders.find(about.id()).map(Order::customerId);
                    case "complaint" -> complaints.find(about.id()).map(Complaint::customerId);
                    default -> Optional.empty();
                };
        known.ifPresent(customers::add);
        return customers;
    }

    /** What the engine asks before it lets somebody's message move an instance. */
    private static void checkMayUpdate(EventEffect effect, CommandContext context) {
        context.getAuthorizationManager()
                .checkAuthorization(new PermissionCheckBuilder()
                        .disjunctive()
                        .atomicCheckForResourceId(Resources.PROCESS_INSTANCE, effect.instanceId(), Permissions.UPDATE)
                        .atomicCheckForResourceId(
                                Resources.PROCESS_DEFINITION, effect.journey(), Permissions.UPDATE_INSTANCE)
                        .build());
    }

    private static MessageCorrelationResultImpl result(EventEffect effect, CommandContext context) {
        // also one that has ended meanwhile
        ExecutionEntity instance =
                context.getDbEntityManager().getCachedEntity(ExecutionEntity.class, effect.instanceId());
        MessageCorrelationResultImpl result = new MessageCorrelationResultImpl(
                effect.kind() == EventEffect.Kind.STARTED
                        ? CorrelationHandlerResult.matchedProcessDefinition(null, null)
                        : CorrelationHandlerResult.matchedExecution(instance));
        result.setProcessInstance(instance);
        return result;
    }

    private RuntimeException refusal(String type, MessageCorrelationBuilderImpl message, List<EventEffect> effects) {
        String key = message.getBusinessKey();
        if (!effects.isEmpty()) {
            return new BadUserRequestException(effects.stream()
                    .map(refused -> "The journey " + refused.journey() + " does not take " + key
                            + " again now (its property reentry)")
                    .collect(Collectors.joining("; ")));
        }
        boolean wrongKind = key != null
                && !starts.of(type).isEmpty()
                && starts.of(type).stream().noneMatch(start -> key.startsWith(start.about() + ":"));
        return wrongKind
                ? wrongKind(type, key)
                : new MismatchingMessageCorrelationException(
                        type,
                        "no journey starts on it, and none waits for it that is about "
                                + (key == null ? "the instance " + message.getProcessInstanceId() : key));
    }

    private BadUserRequestException wrongKind(String type, String key) {
        String forms = starts.of(type).stream()
                .map(start -> start.about() + ":ID")
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        return new BadUserRequestException("The message " + type + " needs a businessKey of the form "
                + (forms.isEmpty() ? "KIND:ID" : forms) + ", such as customer:42"
                + (key == null || key.isEmpty() ? "" : ", and not " + key));
    }
}
