package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.testing.RegisterFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Label("Imported twice, in pieces, in any order, with faults corrected, is imported once")
@Tag("slow")
class ImportPropertyTest {

    private static final Map<ImportKind, String> HEADS = new EnumMap<>(Map.of(
            ImportKind.CUSTOMERS, "id,firstName,lastName,email,phone,registeredAt,updatedAt,attributes.city",
            ImportKind.ORDERS, "id,email,customerId,currency,total,placedAt,deliveredAt,cancelledAt,sku,quantity,price",
            ImportKind.CONSENTS, "customerId,channel,topic,granted,recordedAt,source",
            ImportKind.POINTS, "id,customerId,points,recordedAt,expiresOn"));

    /** What a cell holds that cannot be read, and what belongs there. */
    private static final String BROKEN = "BROKEN";

    private static final Map<ImportKind, String> RIGHT = Map.of(
            ImportKind.CUSTOMERS, "+44 20 7946 0112",
            ImportKind.ORDERS, "3",
            ImportKind.CONSENTS, "2024-05-05T00:00:00Z",
            ImportKind.POINTS, "7");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static RegisterFixture registers;
    private static ImportFixture imports;

    @BeforeContainer
    static void start() {
        registers = new RegisterFixture();
        imports = new ImportFixture(registers);
    }

    @AfterContainer
    static void stop() {
        registers.get(HikariDataSource.class).close();
    }

    /** Rows that belong together; {@code ~} stands for the name of the world that they are of. */
    private record Rows(ImportKind kind, String text) {}

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    @Label("customers, orders, consents and points")
    void anyWay(@ForAll long seed) {
        Random random = new Random(seed);
        List<Rows> world = world(random);
        String once = "p" + NAMES.incrementAndGet() + "x";
        for (ImportKind kind : HEADS.keySet()) {
            run(once, kind, world.stream().filter(rows -> rows.kind() == kind).toList());
        }
        String pieces = "p" + NAMES.incrementAndGet() + "x";
        List<ImportJob> left = inPieces(pieces, world, random);
        correct(left);
        assertThat(state(pieces)).isEqualTo(state(once)).isNotEmpty();
    }

    private static ImportJob run(String name, ImportKind kind, List<Rows> rows) {
        StringBuilder file = new StringBuilder(HEADS.get(kind)).append('\n');
        rows.forEach(some -> file.append(some.text().replace("~", name)));
        return imports.text(kind, file.toString());
    }

    /** Every piece comes at least once; in some a cell is broken, and some come again. */
    private static List<ImportJob> inPieces(String name, List<Rows> world, Random random) {
        List<List<Rows>> pieces = new ArrayList<>();
        for (ImportKind kind : HEADS.keySet()) {
            List<Rows> all = new ArrayList<>(
                    world.stream().filter(rows -> rows.kind() == kind).toList());
            Collections.shuffle(all, random);
            int from = 0;
            while (from < all.size()) {
                int to = Math.min(all.size(), from + 1 + random.nextInt(6));
                pieces.add(all.subList(from, to));
                from = to;
            }
        }
        Collections.shuffle(pieces, random);
        List<ImportJob> jobs = new ArrayList<>();
        for (List<Rows> piece : pieces) {
            ImportKind kind = piece.get(0).kind();
            List<Rows> sent = piece.stream()
                    .map(rows -> random.nextInt(4) == 0
                            ? new Rows(
                                    kind,
                                    rows.text()
                                            .replaceFirst(
                                                    Pattern.quote("," + RIGHT.get(kind) + ","), "," + BROKEN + ","))
                            : rows)
                    .toList();
            jobs.add(run(name, kind, sent));
            if (random.nextInt(3) == 0) {
                jobs.add(run(name, kind, sent));
            }
        }
        return jobs;
    }

    /** As somebody would: each file of faults is corrected and brought in, until there is none. */
    private static void correct(List<ImportJob> jobs) {
        List<ImportJob> left =
                new ArrayList<>(jobs.stream().filter(job -> job.leftOut() > 0).toList());
        for (int round = 0; round < 4 && !left.isEmpty(); round++) {
            List<ImportJob> next = new ArrayList<>();
            // orders may name customers by addresses that are corrected by then
            left.sort(Comparator.comparing(job -> ImportKind.of(job.kind()).orElseThrow()));
            for (ImportJob job : left) {
                ImportKind kind = ImportKind.of(job.kind()).orElseThrow();
                ImportJob again = imports.text(
                        kind, imports.faults(job).replace("," + BROKEN + ",", "," + RIGHT.get(kind) + ","));
                if (again.leftOut() > 0) {
                    next.add(again);
                }
            }
            left = next;
        }
        assertThat(left).as("faults that correcting does not mend").isEmpty();
    }

    private static List<Rows> world(Random random) {
        List<Rows> world = new ArrayList<>();
        int customers = 1 + random.nextInt(5);
        for (int c = 0; c < customers; c++) {
            customer(world, random, "~" + c);
        }
        for (int o = random.nextInt(8); o > 0; o--) {
            order(world, random, "~o" + o, "~" + random.nextInt(customers));
        }
        for (int p = random.nextInt(8); p > 0; p--) {
            world.add(new Rows(
                    ImportKind.POINTS,
                    "~e%d,~%d,%s,2024-0%d-01T00:00:00Z,%s\n"
                            .formatted(
                                    p,
                                    random.nextInt(customers),
                                    RIGHT.get(ImportKind.POINTS),
                                    1 + random.nextInt(9),
                                    random.nextBoolean() ? "2026-12-31" : "")));
        }
        return world;
    }

    private static void customer(List<Rows> world, Random random, String id) {
        for (int version = random.nextInt(3); version >= 0; version--) {
            world.add(new Rows(
                    ImportKind.CUSTOMERS,
                    "%s,%s,%s,%s@example.com,%s,2019-01-01T00:00:00Z,2024-01-%02dT00:00:00Z,%s\n"
                            .formatted(
                                    id,
                                    random.nextBoolean() ? "First" + version : "",
                                    random.nextBoolean() ? "Last" + version : "",
                                    id,
                                    RIGHT.get(ImportKind.CUSTOMERS),
                                    10 + version,
                                    random.nextBoolean() ? "City" + version : "")));
        }
        for (int said = random.nextInt(5); said > 0; said--) {
            world.add(new Rows(
                    ImportKind.CONSENTS,
                    "%s,email,%s,%s,%s,form\n"
                            .formatted(
                                    id,
                                    random.nextBoolean() ? "offers" : "all",
                                    random.nextBoolean() ? "yes" : "no",
                                    random.nextBoolean()
                                            ? RIGHT.get(ImportKind.CONSENTS)
                                            : "2024-02-0" + (1 + random.nextInt(9)) + "T00:00:00Z")));
        }
    }

    private static void order(List<Rows> world, Random random, String id, String customer) {
        StringBuilder rows = new StringBuilder("%s,%s,%s,EUR,10.50,2024-03-01T00:00:00Z,%s,%s,A,%s,1.50\n"
                .formatted(
                        id,
                        customer + "@example.com",
                        random.nextBoolean() ? customer : "",
                        random.nextBoolean() ? "2024-03-05T00:00:00Z" : "",
                        random.nextInt(4) == 0 ? "2024-03-06T00:00:00Z" : "",
                        RIGHT.get(ImportKind.ORDERS)));
        for (int line = random.nextInt(3); line > 0; line--) {
            rows.append(id).append(",,,,,,,,B").append(line).append(",1,2\n");
        }
        world.add(new Rows(ImportKind.ORDERS, rows.toString()));
    }

    /** All that is known, but for by which of the files it came. */
    private static List<String> state(String name) {
        List<String> state = new ArrayList<>();
        for (String sql : List.of(
                "select (to_jsonb(c) - 'import_id')::text from rapport.customer c where id like ? order by id",
                "select (to_jsonb(o) - 'import_id')::text from rapport.customer_order o where id like ? order by id",
                "select i::text from rapport.customer_order_item i where order_id like ? order by order_id, line",
                "select (to_jsonb(e) - 'seq' - 'import_id')::text from rapport.consent_entry e where customer_id like ?"
                        + " order by customer_id, channel, topic, event_seq",
                "select (to_jsonb(e) - 'seq' - 'import_id')::text from rapport.loyalty_entry e where customer_id like ? order by source")) {
            imports.rows(sql, name + "%").forEach(row -> state.add(row.replace(name, "~")));
        }
        return state;
    }
}
