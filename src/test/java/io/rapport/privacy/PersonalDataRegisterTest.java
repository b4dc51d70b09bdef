package io.rapport.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.privacy.ColumnRule.Handling;
import io.rapport.privacy.RegisteredTable.OnErasure;
import io.rapport.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName(
        "The register of personal data says of each table and column of the schema whose it is and what becomes of it")
class PersonalDataRegisterTest {

    private static final Path PAGE = Path.of("docs/personal-data.md");

    /** Columns of these types can hold what anybody wrote. */
    private static final Pattern WORDS = Pattern.compile("text|character.*|\"char\"|jsonb?|bytea|xml|.*\\[]");

    private static final PersonalDataRegister REGISTER = PersonalDataRegister.read();

    private static JdbcClient jdbc;
    private static TransactionTemplate undone;

    /** By table its columns with their types. */
    private static final Map<String, Map<String, String>> SCHEMA = new TreeMap<>();

    @BeforeAll
    static void readSchema() {
        var database = TestDatabase.migrated().pool();
        jdbc = JdbcClient.create(database);
        undone = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc.sql(
                        """
                select c.relname, a.attname, format_type(a.atttypid, null) as type
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'rapport'
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relkind in ('r', 'p') and not c.relispartition""")
                .query(row -> {
                    SCHEMA.computeIfAbsent(row.getString(1), any -> new TreeMap<>())
                            .put(row.getString(2), row.getString(3));
                });
        assertThat(SCHEMA).hasSizeGreaterThan(80);
    }

    private static List<RegisteredTable> all() {
        return Stream.concat(REGISTER.tables().values().stream(), REGISTER.engine().values().stream())
                .toList();
    }

    private static List<RegisteredTable> ofCustomers() {
        return all().stream().filter(table -> !table.isNobodys()).toList();
    }

    private static Set<String> words(String table) {
        Set<String> words = new TreeSet<>();
        SCHEMA.get(table).forEach((column, type) -> {
            if (WORDS.matcher(type).matches()) {
                words.add(column);
            }
        });
        return words;
    }

    @Test
    @DisplayName(
            "each table of the schema has one entry, ours and the engine's, and no entry is about a table that is gone")
    void tables() {
        Set<String> named = new TreeSet<>();
        all().forEach(table -> assertThat(named.add(table.name()))
                .as("%s stands twice", table.name())
                .isTrue());
        assertThat(named)
                .as(
                        "src/main/resources/io/rapport/privacy/personal-data.yaml; docs/personal-data.md says how to write an entry")
                .containsExactlyInAnyOrderElementsOf(SCHEMA.keySet());
    }

    @Test
    @DisplayName(
            "of a table that has customers' data each column says what becomes of it; of one that has none each column with words is listed")
    void columns() {
        for (RegisteredTable table : all()) {
            Set<String> named = new TreeSet<>(table.columns().keySet());
            if (table.isNobodys()) {
                assertThat(named).as(table.name()).containsExactlyInAnyOrderElementsOf(words(table.name()));
            } else if (named.contains(RegisteredTable.ALL)) {
                assertThat(table.onErasure() == OnErasure.DELETE
                                || REGISTER.engine().containsKey(table.name()))
                        .as("%s: only where rows go whole", table.name())
                        .isTrue();
            } else {
                assertThat(named)
                        .as(table.name())
                        .containsExactlyInAnyOrderElementsOf(
                                SCHEMA.get(table.name()).keySet());
            }
        }
    }

    @Test
    @DisplayName("a table with a customer's id is somebody's")
    void keys() {
        assertThat(all().stream()
                        .filter(RegisteredTable::isNobodys)
                        .map(RegisteredTable::name)
                        .filter(table -> SCHEMA.get(table).containsKey("customer_id")))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "each table with a customer's id says what becomes of its rows when two customers are merged, and undone")
    void merges() {
        for (RegisteredTable table : REGISTER.tables().values()) {
            if (!table.leadsToCustomer()) {
                assertThat(table.onMerge())
                        .as("%s: rows go with those of the table that they lead to", table.name())
                        .isNull();
                continue;
            }
            assertThat(table.onMerge())
                    .as(
                            """
                            %s: write in personal-data.yaml, below on-erasure, what a merge of two customers does with its rows:
                            on-merge: move         they become those of who stays, and go back with the undo. Add the column
                                                   original_customer_id text (nullable; internal in the register). Not where
                                                   a key lets a customer have one row
                            on-merge: recalculate  they follow from other tables: both
                                                   customers are noted as changed, at the merge and at the undo
                            on-merge: combine      a rule of your own puts both together and takes them apart: a projection
                                                   of customer.merged and customer.merge-undone in the table's room
                            on-merge: stay         they stay under their id; who reads them reads by all ids of the customer
                                                   (CustomerMerges.idsOf)
                            docs/personal-data.md and docs/adr/0073 say more""",
                            table.name())
                    .isNotNull();
            Map<String, String> columns = SCHEMA.get(table.name());
            switch (table.onMerge()) {
                case MOVE -> {
                    assertThat(columns)
                            .as("%s moves: it needs both columns", table.name())
                            .containsKeys("customer_id", "original_customer_id");
                    assertThat(keysWithCustomer(table.name()))
                            .as(
                                    "%s moves, but both customers may have a row that the key lets one have once",
                                    table.name())
                            .isEmpty();
                }
                case RECALCULATE ->
                    assertThat(columns)
                            .as(table.name())
                            .containsKey("customer_id")
                            .doesNotContainKey("original_customer_id");
                case COMBINE, STAY -> {
                    // its own rule, or none
                }
            }
        }
    }

    private static List<String> keysWithCustomer(String table) {
        return jdbc.sql(
                        """
                select i.indexrelid::regclass::text from pg_index i
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                where i.indrelid = ('rapport.' || :table)::regclass and i.indisunique and a.attname = 'customer_id'""")
                .param("table", table)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("what stays after an erasure says why, and so does what is nobody's")
    void reasons() {
        assertThat(all()).allSatisfy(table -> {
            if (table.isNobodys() || table.onErasure() != OnErasure.DELETE) {
                assertThat(table.because()).as(table.name()).isNotBlank();
            }
        });
    }

    @Test
    @DisplayName(
            "what a customer may take away is erased too, or stays for a reason; what is erased and not exported is none of their words")
    void symmetry() {
        for (RegisteredTable table : ofCustomers()) {
            if (table.onErasure() == OnErasure.KEEP) {
                assertThat(table.columns(Handling::isErased))
                        .as("%s keeps all: nothing in it says that it is emptied", table.name())
                        .isEmpty();
            }
            if (table.onErasure() == OnErasure.EMPTY) {
                assertThat(table.columns(Handling::isErased)).as(table.name()).isNotEmpty();
            }
            if (!table.columns(Handling.HELD::equals).isEmpty()) {
                assertThat(table.heldUntil())
                        .as("%s: until when?", table.name())
                        .isNotNull();
            }
        }
    }

    @Test
    @DisplayName(
            "what is exported and stays after an erasure says how it is told from the data of who comes back under the id")
    void former() {
        assertThat(ofCustomers().stream()
                        .filter(table -> table.isExported() && table.isKept(REGISTER))
                        .filter(table -> table.former() == null && table.since() == null)
                        .map(RegisteredTable::name))
                .as("the profile is one row for each id; an erasure empties it")
                .containsExactly("customer");
    }

    @Test
    @DisplayName("rows of children go before those that lead to them")
    void order() {
        for (Map<String, RegisteredTable> group : List.of(REGISTER.tables(), REGISTER.engine())) {
            List<String> names = new ArrayList<>(group.keySet());
            for (RegisteredTable table : group.values()) {
                table.whose().stream()
                        .filter(path -> path.table() != null)
                        .filter(path -> REGISTER.table(path.table()).onErasure() == OnErasure.DELETE)
                        .filter(path -> group.containsKey(path.table()))
                        .forEach(path -> assertThat(names.indexOf(path.table()))
                                .as("%s after %s", path.table(), table.name())
                                .isGreaterThan(names.indexOf(table.name())));
            }
        }
    }

    @Test
    @DisplayName("all that is made from it are statements that the database takes")
    void statements() {
        PersonalDataStatements statements = new PersonalDataStatements(REGISTER);
        int tried = 0;
        for (RegisteredTable table : ofCustomers()) {
            List<String> all = new ArrayList<>(statements.erase(table));
            statements.hold(table).ifPresent(all::add);
            if (REGISTER.tables().containsValue(table)) {
                statements.holdAll(table).ifPresent(all::add);
            }
            if (table.retain() != null) {
                all.addAll(statements.expire(table));
            }
            statements.export(table).ifPresent(all::add);
            for (String sql : all) {
                undone.executeWithoutResult(status -> {
                    status.setRollbackOnly();
                    var statement = jdbc.sql(sql);
                    Map<String, Object> values = Map.of(
                            "customers",
                            new String[] {"nobody"},
                            "customer",
                            "nobody",
                            "now",
                            Timestamp.from(Instant.EPOCH),
                            "before",
                            Timestamp.from(Instant.EPOCH),
                            "keep",
                            "PT24H",
                            "most",
                            1,
                            "erased",
                            false);
                    for (var value : values.entrySet()) {
                        if (sql.contains(":" + value.getKey())) {
                            statement = statement.param(value.getKey(), value.getValue());
                        }
                    }
                    if (sql.startsWith("select")) {
                        statement.query(String.class).list();
                    } else {
                        statement.update();
                    }
                });
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(60);
    }

    @Test
    @DisplayName(
            "each kind has titles and reasons in both languages, and each exported table and column has a Chinese name")
    void labels() {
        REGISTER.kinds().values().forEach(kind -> {
            for (Map<String, String> texts : List.of(kind.title(), kind.why(), kind.howLong())) {
                assertThat(texts).as(kind.name()).containsOnlyKeys("en", "zh");
                assertThat(texts.get("zh").replace("{keep}", "个"))
                        .as(kind.name())
                        .matches(".*\\p{IsHan}.*");
            }
            assertThat(kind.howLong().get("en").contains("{keep}"))
                    .as("%s: the period, where there is one", kind.name())
                    .isEqualTo(kind.retention() != null);
        });
        ResourceBundle chinese = ResourceBundle.getBundle("io.rapport.privacy.labels", Locale.SIMPLIFIED_CHINESE);
        for (RegisteredTable table : ofCustomers()) {
            if (!table.isExported()) {
                continue;
            }
            assertThat(chinese.containsKey("table." + table.name()))
                    .as("labels_zh_CN.properties: table.%s", table.name())
                    .isTrue();
            table.exported().forEach(column -> assertThat(chinese.containsKey("column." + column.name())
                            || chinese.containsKey("column." + table.name() + "." + column.name()))
                    .as("labels_zh_CN.properties: column.%s", column.name())
                    .isTrue());
        }
    }

    /** The columns that mean the same in each table that has one of the name. */
    private static final Set<String> SAME_IN_ALL = Set.of(
            "about",
            "accepted",
            "amount",
            "answered_at",
            "at",
            "channel",
            "code",
            "comment",
            "complaint_id",
            "created_at",
            "currency",
            "customer_id",
            "due_at",
            "ended_at",
            "findings",
            "id",
            "issued_at",
            "journey",
            "kind",
            "line",
            "locale",
            "message",
            "new",
            "no",
            "note",
            "old",
            "opened_at",
            "order_id",
            "outcome",
            "percent",
            "points",
            "quantity",
            "reason",
            "reasons",
            "received_at",
            "recorded_at",
            "refund_id",
            "remedy",
            "remedy_sought",
            "root_cause",
            "rule",
            "segment",
            "settled_at",
            "since",
            "sku",
            "source",
            "state",
            "text",
            "total",
            "why");

    @Test
    @DisplayName(
            "the label of a column without its table is that of one table, or of a column that means the same in all")
    void labelsOfSeveralTables() {
        ResourceBundle chinese = ResourceBundle.getBundle("io.rapport.privacy.labels", Locale.SIMPLIFIED_CHINESE);
        Map<String, Set<String>> tables = new TreeMap<>();
        for (RegisteredTable table : ofCustomers()) {
            if (table.isExported()) {
                table.exported().stream()
                        .filter(column -> !chinese.containsKey("column." + table.name() + "." + column.name()))
                        .forEach(column -> tables.computeIfAbsent(column.name(), any -> new TreeSet<>())
                                .add(table.name()));
            }
        }
        tables.values().removeIf(several -> several.size() == 1);
        tables.keySet().removeAll(SAME_IN_ALL);
        assertThat(tables)
                .as(
                        "in src/main/resources/io/rapport/privacy/labels*.properties write column.<table>.<column> for the new"
                                + " table, or name the column here if it means the same in all of them")
                .isEmpty();
    }

    @Test
    @DisplayName("an entry that is written wrongly says so")
    void wrongEntries() throws IOException {
        String kinds = "kinds: {k: {title: {en: K}}}\n";
        for (Map.Entry<String, String> wrong : Map.of(
                        "tables: {a: {kind: k, whose: somebody's, on-erasure: delete}}", "leads to no customer",
                        "tables: {a: {kind: none, whose: id, on-erasure: delete}}", "no kind 'none'",
                        "tables: {a: {kind: k, whose: id, on-erasure: delete, keeps: x}}", "no 'keeps'",
                        "tables: {a: {kind: k, whose: id, on-erasure: delete, on-merge: goes}}",
                                "a: on-merge is none of",
                        "tables: {a: {kind: k, whose: id, on-erasure: empty, columns: {b: fact 'x'}}}", "b: 'fact 'x''")
                .entrySet()) {
            var file = new YAMLMapper().readTree(kinds + wrong.getKey());
            assertThatThrownBy(() -> PersonalDataRegister.of(file))
                    .as(wrong.getKey())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }

    @Test
    @DisplayName("docs/personal-data.md shows it")
    void page() throws IOException {
        String page = Files.readString(PAGE);
        String table = PersonalDataTable.of(REGISTER);
        if (!page.contains(table)) {
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target/personal-data-table.md"), table);
        }
        assertThat(page)
                .as("the part from '## The tables' on; it lies in target/personal-data-table.md")
                .endsWith(table);
    }
}
