package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Consents.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Of the consents of two customers who are one person the stricter ones hold")
class ConsentMergeTest {

    private static final long MERGE = 1_000;
    private static final List<String> TOPICS = List.of("offers", "tips", "never-named");

    private record Word(String topic, boolean granted, boolean objectionTakenBack) {}

    @Provide
    Arbitrary<List<Entry>> ledger() {
        Arbitrary<Word> word = Combinators.combine(
                        Arbitraries.of("offers", "tips", Consents.ALL),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Word::new);
        return word.list().ofMaxSize(6).map(words -> {
            List<Entry> entries = new ArrayList<>();
            for (Word said : words) {
                entries.add(new Entry(
                        "email",
                        said.topic(),
                        said.granted(),
                        said.granted() && said.objectionTakenBack() ? "legitimate-interest" : "consent",
                        "test",
                        "words",
                        entries.size() + 1L,
                        Instant.EPOCH));
            }
            return entries;
        });
    }

    private static List<Entry> and(List<Entry> ledger, List<Entry> added) {
        List<Entry> all = new ArrayList<>(ledger);
        all.addAll(added);
        return all;
    }

    private static Optional<Boolean> holds(List<Entry> ledger, String topic) {
        return Consents.inForce(ledger, "email", topic);
    }

    @Property
    @Label("withdrawn by either is withdrawn; else what either granted is granted; for topics to come, too")
    void stricter(@ForAll("ledger") List<Entry> own, @ForAll("ledger") List<Entry> other) {
        List<Entry> merged = and(own, ConsentMerge.stricter(own, other, MERGE, Instant.EPOCH));
        for (String topic : TOPICS) {
            Optional<Boolean> a = holds(own, topic);
            Optional<Boolean> b = holds(other, topic);
            Optional<Boolean> expected =
                    a.isPresent() && b.isPresent() ? Optional.of(a.get() && b.get()) : a.or(() -> b);
            assertThat(holds(merged, topic)).as(topic).isEqualTo(expected);
        }
    }

    @Property
    @Label("what is so already is not said again")
    void nothingTwice(@ForAll("ledger") List<Entry> own, @ForAll("ledger") List<Entry> other) {
        List<Entry> merged = and(own, ConsentMerge.stricter(own, other, MERGE, Instant.EPOCH));
        assertThat(ConsentMerge.stricter(merged, other, MERGE + 1, Instant.EPOCH))
                .isEmpty();
        assertThat(ConsentMerge.difference(merged, merged, MERGE + 1, Instant.EPOCH))
                .isEmpty();
    }

    @Property
    @Label("a ledger can be brought to say what another one says, without a word being taken out of it")
    void difference(@ForAll("ledger") List<Entry> present, @ForAll("ledger") List<Entry> wanted) {
        List<Entry> after = and(present, ConsentMerge.difference(present, wanted, MERGE, Instant.EPOCH));
        for (String topic : TOPICS) {
            assertThat(holds(after, topic)).as(topic).isEqualTo(holds(wanted, topic));
        }
    }
}
