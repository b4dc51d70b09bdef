package io.rapport.customer;

import io.rapport.customer.Consents.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What holds when two customers turn out to be one person: who withdrew anywhere has withdrawn, who granted anywhere and
 * withdrew nowhere has granted. Pure decisions, as entries for the ledger of the customer who stays.
 */
public final class ConsentMerge {

    private static final String SOURCE = "merge";
    private static final String WORDING = "follows from what was said under the ids of this customer";
    private static final String CONSENT = "consent";

    /** A grant on this basis takes an objection back and is no consent: the customer counts as one who never said. */
    private static final String NEVER_SAID = "legitimate-interest";

    private static final String ERASURE = "erasure";
    private static final String ERASED = "customer.erased";

    private ConsentMerge() {}

    private record ChannelTopic(String channel, String topic) {
        boolean isAll() {
            return topic.equals(Consents.ALL);
        }
    }

    /**
     * Says what is to be added to a ledger so that the stricter of two holds.
     *
     * @param own the ledger of the customer who stays
     * @param other the ledger of the one who goes
     * @param seq number of the event that merges them, newer than all entries
     * @param at when
     * @return entries of that number; none for what is so already
     */
    public static List<Entry> stricter(List<Entry> own, List<Entry> other, long seq, Instant at) {
        List<Entry> added = new ArrayList<>();
        for (ChannelTopic about : topics(own, other)) {
            boolean allIsAdded = isAllWithdrawn(other, about.channel()) && !isAllWithdrawn(own, about.channel());
            if (about.isAll()) {
                if (allIsAdded) {
                    added.add(entry(about, Optional.of(false), seq, at));
                }
                continue;
            }
            Optional<Boolean> shall = stricter(inForce(own, about), inForce(other, about));
            Optional<Boolean> without = allIsAdded ? Optional.of(false) : inForce(own, about);
            if (!shall.equals(without)) {
                added.add(entry(about, shall, seq, at));
            }
        }
        return added;
    }

    /**
     * Says what is to be added to a ledger so that what another one says holds.
     *
     * @param present the ledger as it is
     * @param wanted a ledger that says what shall hold
     * @param seq number of the event that has it so, newer than all entries
     * @param at when
     * @return entries of that number; none for what is so already
     */
    public static List<Entry> difference(List<Entry> present, List<Entry> wanted, long seq, Instant at) {
        List<Entry> added = new ArrayList<>();
        for (ChannelTopic about : topics(present, wanted)) {
            boolean allWithdrawn = isAllWithdrawn(wanted, about.channel());
            boolean allChanges = allWithdrawn != isAllWithdrawn(present, about.channel());
            if (about.isAll()) {
                if (allChanges) {
                    added.add(entry(about, allWithdrawn ? Optional.of(false) : Optional.empty(), seq, at));
                }
                continue;
            }
            Optional<Boolean> shall = inForce(wanted, about);
            Optional<Boolean> without;
            if (allChanges) {
                without = allWithdrawn ? Optional.of(false) : inForce(withoutAll(present), about);
            } else {
                without = inForce(present, about);
            }
            if (!shall.equals(without)) {
                added.add(entry(about, shall, seq, at));
            }
        }
        return added;
    }

    /** What concerns all topics first, as it is added first. */
    private static Set<ChannelTopic> topics(List<Entry> one, List<Entry> other) {
        Set<ChannelTopic> topics = new LinkedHashSet<>();
        one.forEach(entry -> topics.add(new ChannelTopic(entry.channel(), entry.topic())));
        other.forEach(entry -> topics.add(new ChannelTopic(entry.channel(), entry.topic())));
        List<ChannelTopic> ordered = new ArrayList<>(topics);
        ordered.sort(Comparator.comparing(topic -> !topic.isAll()));
        return new LinkedHashSet<>(ordered);
    }

    private static Optional<Boolean> inForce(List<Entry> ledger, ChannelTopic about) {
        List<Entry> said = ledger.stream().map(ConsentMerge::asSaid).toList();
        return Consents.inForce(said, about.channel(), about.topic());
    }

    /** An erasure ends what was granted under the id; nobody objected, so it takes nothing from another customer. */
    private static Entry asSaid(Entry entry) {
        return ERASURE.equals(entry.source()) && ERASED.equals(entry.wording())
                ? new Entry(
                        entry.channel(),
                        entry.topic(),
                        true,
                        NEVER_SAID,
                        entry.source(),
                        entry.wording(),
                        entry.eventSeq(),
                        entry.recordedAt())
                : entry;
    }

    private static List<Entry> withoutAll(List<Entry> ledger) {
        return ledger.stream()
                .filter(entry -> !entry.topic().equals(Consents.ALL))
                .toList();
    }

    private static boolean isAllWithdrawn(List<Entry> ledger, String channel) {
        return ledger.stream()
                .filter(entry ->
                        entry.channel().equals(channel) && entry.topic().equals(Consents.ALL))
                .max(Comparator.comparingLong(Entry::eventSeq))
                .map(entry -> !entry.granted())
                .orElse(false);
    }

    private static Optional<Boolean> stricter(Optional<Boolean> one, Optional<Boolean> other) {
        return one.isEmpty() || other.isEmpty() ? one.or(() -> other) : Optional.of(one.get() && other.get());
    }

    /** @param holds empty: the customer counts as one who never said */
    private static Entry entry(ChannelTopic about, Optional<Boolean> holds, long seq, Instant at) {
        return new Entry(
                about.channel(),
                about.topic(),
                holds.orElse(true),
                holds.isPresent() ? CONSENT : NEVER_SAID,
                SOURCE,
                WORDING,
                seq,
                at);
    }
}
