package io.rapport.gate;

import io.rapport.inbox.AttributeType;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.expression.Spelling;
import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.segment.SegmentReference;
import io.rapport.segment.SegmentReference.Kind;
import io.rapport.template.MessageType;
import io.rapport.template.MessageTypes;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that segments name topics, surveys and attributes that there are: a condition over a name that nobody uses is true of
 * nobody, and nothing else would say so. A warning, since a system may send consents and attributes that no file knows.
 */
final class SegmentReferenceCheck {

    /** What consents to all topics stand under. */
    private static final String ALL_TOPICS = "all";

    private SegmentReferenceCheck() {}

    /** What did not fit before is not this release's fault, unless it changes the segments. */
    static void check(Candidate candidate, ReleaseFindings findings) {
        Declared now = Declared.of(candidate.content(EventTypes.class), candidate.content(MessageTypes.class));
        Declared before =
                Declared.of(candidate.contentBefore(EventTypes.class), candidate.contentBefore(MessageTypes.class));
        boolean changed = candidate.changes().contains(SegmentReference.FILE);
        SegmentReference.in(candidate).stream()
                .filter(reference -> !now.has(reference))
                .filter(reference -> changed || before.has(reference))
                .forEach(reference -> findings.add(new ReleaseFinding(
                        false,
                        SegmentReference.FILE,
                        "segments." + reference.segment(),
                        problem(reference) + Spelling.meant(reference.name(), now.names(reference.kind())),
                        fix(reference.kind(), now.names(reference.kind())),
                        ReleaseFinding.SEGMENT,
                        null,
                        0,
                        0)));
    }

    private static String problem(SegmentReference reference) {
        String name = "'" + reference.name() + "'";
        return switch (reference.kind()) {
            case TOPIC -> "no message has the topic " + name;
            case SURVEY -> "no message asks the survey " + name;
            case ATTRIBUTE -> "no attribute " + name + " is declared";
            case DATE -> "no attribute " + name + " is declared as a date";
        };
    }

    private static String fix(Kind kind, Set<String> names) {
        String others = names.isEmpty() ? "" : "name one of " + String.join(", ", names) + ", or ";
        return others
                + switch (kind) {
                    case TOPIC -> "leave it if another system asks for consents by that name";
                    case SURVEY -> "let a message ask it (survey: in its message.yaml)";
                    case ATTRIBUTE -> "leave it if systems send it, or declare what it holds in an .asyncapi.yaml file";
                    case DATE -> "declare it with format: date in an .asyncapi.yaml file";
                };
    }

    /** What other files declare, by kind. */
    private record Declared(Map<Kind, Set<String>> names) {

        static Declared of(EventTypes events, MessageTypes messages) {
            Map<String, AttributeType> attributes = events.attributes();
            return new Declared(Map.of(
                    Kind.TOPIC, named(messages, MessageType::topic),
                    Kind.SURVEY, named(messages, MessageType::survey),
                    Kind.ATTRIBUTE, new TreeSet<>(attributes.keySet()),
                    Kind.DATE,
                            attributes.entrySet().stream()
                                    .filter(attribute -> attribute.getValue() == AttributeType.DATE)
                                    .map(Map.Entry::getKey)
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }

        /** Those of messages that have left count, too: what customers said by then still holds. */
        private static Set<String> named(MessageTypes messages, Function<MessageType, String> what) {
            return Stream.concat(messages.names().stream(), messages.retired().stream())
                    .map(messages::type)
                    .map(what)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        Set<String> names(Kind kind) {
            return names.get(kind);
        }

        boolean has(SegmentReference reference) {
            return names(reference.kind()).contains(reference.name())
                    || reference.kind() == Kind.TOPIC && reference.name().equals(ALL_TOPICS);
        }
    }
}
