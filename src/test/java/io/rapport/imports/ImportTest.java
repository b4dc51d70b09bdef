package io.rapport.imports;

import static io.rapport.imports.ImportKind.CONSENTS;
import static io.rapport.imports.ImportKind.COUPONS;
import static io.rapport.imports.ImportKind.CUSTOMERS;
import static io.rapport.imports.ImportKind.ORDERS;
import static io.rapport.imports.ImportKind.POINTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Consents;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.ImportOrigins;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.Eventually;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An import")
@Tag("slow")
class ImportTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private static final ImportFixture imports = new ImportFixture(registers);

    private final Consents consents = registers.get(Consents.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.newId("i");
    }

    private List<String> profile() {
        return imports.rows(
                "select concat_ws(' ', first_name, last_name, email, phone, confirmed_at is not null) from rapport.customer"
                        + " where id = ?",
                customer);
    }

    @Test
    @DisplayName("makes customers, and the same file again changes nothing")
    void twice() {
        String file =
                "id,firstName,email,registeredAt,attributes.expectedOrders,attributes.referred\n%s,Ada,ada@example.com,"
                                .formatted(customer)
                        + "2019-05-01T10:00:00Z,4.5,yes\n";
        assertThat(imports.text(CUSTOMERS, file).taken()).isEqualTo(1);
        String before = imports.rows("select xmin::text || c::text from rapport.customer c where id = ?", customer)
                .get(0);
        ImportJob again = imports.text(CUSTOMERS, file);
        assertThat(List.of(again.taken(), again.unchanged(), again.leftOut())).containsExactly(0L, 1L, 0L);
        assertThat(imports.rows("select xmin::text || c::text from rapport.customer c where id = ?", customer))
                .as("not even the row's version")
                .containsExactly(before);
        assertThat(imports.rows("select attributes::text from rapport.customer where id = ?", customer))
                .as("declared attributes have their types")
                .containsExactly("{\"referred\": true, \"expectedOrders\": 4.5}");
    }

    @Test
    @DisplayName("leaves a row out that has a cell of any length, and takes the others; an open quote has no end")
    void longCells() {
        String head = "id,firstName,attributes.note\n%1$s,Ada,a\n".formatted(customer);
        String rest = "%1$s-3,Cyd,c\n".formatted(customer);
        for (String cell : List.of(
                "x".repeat(2_000_000), "\"" + "x\n\"\"y".repeat(400_000) + "\"", "\"" + "x".repeat(2_000_000) + "\"")) {
            ImportJob job = imports.text(CUSTOMERS, head + "%s-2,Bea,%s\n".formatted(customer, cell) + rest);
            assertThat(job.state()).as(job.detail()).isEqualTo("done");
            assertThat(List.of(job.taken() + job.unchanged(), job.leftOut())).containsExactly(2L, 1L);
            assertThat(ImportFixture.faultLines(job)).singleElement().satisfies(fault -> assertThat(fault)
                    .startsWith("3 attributes.note: Shorten it: it is too long"));
            assertThat(imports.faults(job)).hasSizeLessThan(3_000).contains("Bea");
        }
        for (String open : List.of("x".repeat(2_000_000), "x,x\n".repeat(400_000) + "y,\"z\",z\n")) {
            ImportJob job = imports.text(CUSTOMERS, head + "%s-2,Bea,\"%s\n".formatted(customer, open) + rest);
            assertThat(job.state()).isEqualTo("failed");
            assertThat(job.detail()).contains("does not end: close the quotes");
        }
    }

    @Test
    @DisplayName("takes what was paid back of an order as one refund, which grows, and what events told of it once")
    void refunds() {
        String order = registers.newId("o");
        String file =
                "Name,Email,Currency,Total,Created at,Financial Status,Refunded Amount,Lineitem name,Lineitem price\n"
                        + "%s,%s@example.com,EUR,40,2020-05-01 10:00:00 +0000,partially_refunded,%s,Teapot,40\n";
        imports.text(CUSTOMERS, "id,email\n%s,%1$s@example.com\n".formatted(customer));
        String counts = "select total_minor::text from rapport.standing_order where customer_id = ?";

        assertThat(imports.text(ORDERS, file.formatted(order, customer, "20"), "shopify", false)
                        .taken())
                .isEqualTo(1);
        assertThat(imports.rows(counts, customer)).containsExactly("2000");
        assertThat(imports.text(ORDERS, file.formatted(order, customer, "20"), "shopify", false)
                        .unchanged())
                .isEqualTo(1);

        registers.happens(
                "order.refunded", customer, Map.of("orderId", order, "refundId", "R2", "currency", "EUR", "total", 5));
        assertThat(imports.text(ORDERS, file.formatted(order, customer, "25"), "shopify", false)
                        .unchanged())
                .isEqualTo(1);
        assertThat(imports.rows(counts, customer)).containsExactly("1500");
        assertThat(imports.text(ORDERS, file.formatted(order, customer, "28"), "shopify", false)
                        .taken())
                .isEqualTo(1);
        assertThat(imports.rows(counts, customer)).containsExactly("1200");

        ImportJob less = imports.text(ORDERS, file.formatted(order, customer, "10"), "shopify", false);
        assertThat(ImportFixture.faultLines(less))
                .singleElement()
                .asString()
                .startsWith("2 Refunded Amount: An earlier file says that more of the order was paid back");
        assertThat(imports.rows(counts, customer)).containsExactly("1200");
    }

    @Test
    @DisplayName("gives back an order of which anything happened on a day before it was placed, or is left of nothing")
    void beforeItsOrder() {
        String order = registers.newId("o");
        String head = "id,customerId,currency,total,placedAt,%s,sku,quantity,price\n";
        String row = "%s,%s,EUR,30,2020-05-02 12:00,%s,T1,%d,30\n";
        for (String field : List.of("shippedAt", "deliveredAt", "returnedAt", "cancelledAt", "refundedAt")) {
            ImportJob early =
                    imports.text(ORDERS, head.formatted(field) + row.formatted(order, customer, "2020-05-01 23:00", 1));
            assertThat(ImportFixture.faultLines(early))
                    .singleElement()
                    .asString()
                    .startsWith("2 " + field + ": Write a moment that is not before the order was placed");
        }
        ImportJob whole = imports.text(ORDERS, head.formatted("shippedAt") + row.formatted(order, customer, "", 0));
        assertThat(ImportFixture.faultLines(whole))
                .singleElement()
                .asString()
                .endsWith("in an order that was returned, cancelled or refunded.");
        ImportJob sameDay =
                imports.text(ORDERS, head.formatted("cancelledAt") + row.formatted(order, customer, "2020-05-02", 0));
        assertThat(sameDay.taken()).isEqualTo(1);
        assertThat(imports.rows("select sku from rapport.customer_order_item where order_id = ?", order))
                .isEmpty();
    }

    @Test
    @DisplayName("leaves an order out of which more was paid back than it came to, names both, and takes the others")
    void moreThanWasPaid() {
        String order = registers.newId("o");
        String file = "id,customerId,currency,total,placedAt,%s,sku,price\n"
                + "%s-1,%s,EUR,30,2020-05-01,3000,T1,30\n%2$s-2,%3$s,EUR,30,2020-05-02,30.00,T1,30\n";
        for (String column : List.of("refunded", "Refunded Amount")) {
            ImportJob job = imports.text(
                    ORDERS,
                    file.formatted(column, order, customer),
                    column.equals("refunded") ? null : "orders: {columns: {refunded: Refunded Amount}}",
                    false);
            assertThat(ImportFixture.faultLines(job)).singleElement().satisfies(fault -> assertThat(fault)
                    .startsWith("2 " + column + ": Write at most what the order came to, 30 EUR"));
            assertThat(imports.faults(job)).contains("," + column + ",3000,");
        }
        assertThat(imports.rows(
                        "select order_id || ' ' || total_minor from rapport.customer_refund where order_id like ? || '%'",
                        order))
                .containsExactly(order + "-2 3000");
    }

    @Test
    @DisplayName("fills pools with codes that the shop made, each once; what it cannot be put into is given back")
    void coupons() {
        CouponPools pools = registers.get(CouponPools.class);
        String pool = registers.newId("pool");
        pools.define(pool, CouponTerms.percent(10, Duration.ofDays(14)), 0);
        String file = "code,pool,expiresAt\n"
                + "%1$s-a,%1$s,2041-01-01T00:00:00Z\n%1$s-A,%1$s,2041-01-01T00:00:00Z\n".formatted(pool)
                + "%1$s-b,%1$s,2041-01-01\nx,%1$s,2041-01-01\n%1$s-c,%1$s,2001-01-01\n".formatted(pool)
                + "%1$s-d,nowhere,2041-01-01\n%1$s-e,%1$s,\n%1$s-f,bad pool!,2041-01-01\n".formatted(pool);
        ImportJob job = imports.text(COUPONS, file);
        assertThat(List.of(job.taken(), job.unchanged(), job.leftOut())).containsExactly(2L, 1L, 5L);
        assertThat(ImportFixture.faultLines(job)).anySatisfy(fault -> assertThat(fault)
                .startsWith("9 pool: Write a name that a pool can have: small letters, digits and single hyphens"));
        assertThat(pools.find(pool).orElseThrow().free()).isEqualTo(2);
        assertThat(imports.text(COUPONS, file).taken()).isZero();
        assertThat(pools.take(registers.customer(), pool).code()).startsWithIgnoringCase(pool);
        assertThat(imports.text(COUPONS, file).taken())
                .as("what was issued is not free again")
                .isZero();
    }

    @Test
    @DisplayName("gives back codes that belong to another pool, free or issued, and which of two rows came second")
    void codesOfAnotherPool() {
        CouponPools pools = registers.get(CouponPools.class);
        String one = registers.newId("pool");
        String other = registers.newId("pool");
        pools.define(one, CouponTerms.percent(10, Duration.ofDays(14)), 0);
        pools.define(other, CouponTerms.percent(20, Duration.ofDays(14)), 0);
        String head = "code,pool,expiresAt\n";
        String row = "%s,%s,2041-01-01\n";
        imports.text(COUPONS, head + row.formatted(one + "-a", one) + row.formatted(one + "-b", one));
        String issued = pools.take(registers.customer(), one).code();

        ImportJob job = imports.text(
                COUPONS,
                head
                        + row.formatted(one + "-A", other)
                        + row.formatted(one + "-b", other)
                        + row.formatted(issued, one)
                        + row.formatted(one + "-c", other)
                        + row.formatted(one + "-c", one));

        assertThat(List.of(job.taken(), job.unchanged(), job.leftOut())).containsExactly(1L, 1L, 3L);
        assertThat(imports.faults(job)).contains("The code belongs to another pool");
        assertThat(pools.find(other).orElseThrow().free()).isEqualTo(1);
    }

    @Test
    @DisplayName("leaves what an event said, fills what none did")
    void eventsOutrank() {
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann", "email", "ann@example.com"));
        imports.text(
                CUSTOMERS,
                "id,firstName,lastName,email,updatedAt\n%s,Anna,Lee,old@example.com,2026-03-01T00:00:00Z\n"
                        .formatted(customer));
        assertThat(profile()).containsExactly("Ann Lee ann@example.com f");
        registers.happens("customer.updated", customer, Map.of("lastName", "Leigh"));
        assertThat(profile()).as("and an event outranks a file").containsExactly("Ann Leigh ann@example.com f");
    }

    @Test
    @DisplayName("takes of dated rows the newest, in whichever order they come; blank cells say nothing")
    void newestRow() {
        String head = "id,firstName,lastName,email,updatedAt\n";
        imports.text(CUSTOMERS, head + customer + ",New,,new@example.com,2024-05-01T00:00:00Z\n");
        imports.text(CUSTOMERS, head + customer + ",Old,Lee,old@example.com,2023-05-01T00:00:00Z\n");
        assertThat(profile()).containsExactly("New Lee new@example.com f");
        imports.text(
                CUSTOMERS,
                head + customer + ",Newer,,,2024-07-01T00:00:00Z\n" + customer + ",Between,,,2024-06-01T00:00:00Z\n");
        assertThat(profile()).as("several in one file").containsExactly("Newer Lee new@example.com f");
    }

    @Test
    @DisplayName("has another address be confirmed anew")
    void confirmedAddress() {
        imports.text(CUSTOMERS, "id,email,confirmedAt\n%s,a@example.com,2020-01-01T00:00:00Z\n".formatted(customer));
        assertThat(profile()).containsExactly("a@example.com t");
        imports.text(CUSTOMERS, "id,email\n%s,b@example.com\n".formatted(customer));
        assertThat(profile()).containsExactly("b@example.com f");
    }

    @Test
    @DisplayName("leaves out who was erased, and keeps nothing of the row")
    void erased() {
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann"));
        registers.happens("customer.erased", customer, Map.of());
        ImportJob job = imports.text(CUSTOMERS, "id,firstName\n%s,Ann\n".formatted(customer));
        assertThat(job.leftOut()).isEqualTo(1);
        assertThat(job.faults()).singleElement().satisfies(fault -> assertThat(fault.fix())
                .contains("was erased"));
        assertThat(imports.faults(job)).doesNotContain("Ann");
        assertThat(profile()).containsExactly("f");
        ImportJob orders = imports.text(
                ORDERS, "id,customerId,currency,total,placedAt\nE-1,%s,EUR,5,2024-01-01\n".formatted(customer));
        assertThat(orders.leftOut()).isEqualTo(1);
    }

    @Test
    @DisplayName("makes an order known once, with its lines; a later file adds the times that were unknown")
    void orders() {
        String head = "id,customerId,currency,total,placedAt,deliveredAt,sku,quantity,price\n";
        String id = registers.newId("io");
        ImportJob first = imports.text(
                ORDERS, head + "%s,%s,EUR,25,2024-01-01,,A,2,10\n%1$s,,,,,,B,1,5\n".formatted(id, customer));
        assertThat(List.of(first.taken(), first.leftOut(), first.rows())).containsExactly(1L, 0L, 2L);
        ImportJob second = imports.text(
                ORDERS, head + "%s,%s,EUR,25,2024-01-01,2024-01-05,A,2,10\n%1$s,,,,,,B,1,5\n".formatted(id, customer));
        assertThat(second.taken()).isEqualTo(1);
        assertThat(imports.rows("select delivered_at::date::text from rapport.customer_order where id = ?", id))
                .containsExactly("2024-01-05");
        ImportJob sorted = imports.text(
                ORDERS, head + "%s,%s,EUR,25,2024-01-01,,B,1,5\n%1$s,,,,,,A,2,10\n".formatted(id, customer));
        assertThat(sorted.leftOut()).as("the lines in another sequence").isZero();
        ImportJob other = imports.text(ORDERS, head + "%s,%s,EUR,25,2024-01-01,,A,2,10\n".formatted(id, customer));
        assertThat(ImportFixture.faultLines(other))
                .singleElement()
                .asString()
                .startsWith("2 id: ")
                .contains("other lines");
        ImportJob foreign =
                imports.text(ORDERS, head + "%s,%s,EUR,25,2024-01-01,,A,2,10\n".formatted(id, registers.newId("i")));
        assertThat(ImportFixture.faultLines(foreign))
                .singleElement()
                .asString()
                .startsWith("2 id: ")
                .contains("another customer's");
    }

    @Test
    @DisplayName("reads a row that says nothing of an order as a further line of the one before it")
    void furtherLines() {
        String head = "id,customerId,currency,total,placedAt,sku,quantity,price\n";
        String id = registers.newId("io");
        ImportJob job = imports.text(
                ORDERS,
                head
                        + "%s,%s,EUR,25,2024-01-01,A,2,10\n,,,,,B,1,5\n,%2$s,EUR,5,2024-01-02,C,1,5\n"
                                .formatted(id, customer));
        assertThat(List.of(job.taken(), job.leftOut())).containsExactly(1L, 1L);
        assertThat(ImportFixture.faultLines(job)).containsExactly("4 id: Fill it in: each row needs it.");
        assertThat(imports.rows(
                        "select quantity || ' ' || sku from rapport.customer_order_item where order_id = ? order by line",
                        id))
                .containsExactly("2 A", "1 B");
        ImportJob wrong = imports.text(
                ORDERS,
                head + "%s,%s,EUR,25,2024-01-01,A,2,10\n,,,,,B,none,5\n".formatted(registers.newId("io"), customer));
        assertThat(wrong.taken())
                .as("a line that is wrong leaves its order out")
                .isZero();
    }

    @Test
    @DisplayName("takes an order that was cancelled and paid back as cancelled: nothing came back")
    void cancelledAndPaidBack() {
        String id = registers.newId("io");
        imports.text(
                ORDERS,
                "id,customerId,currency,total,placedAt,cancelledAt,status\n%s,%s,EUR,5,2024-04-01,2024-04-02,returned\n"
                        .formatted(id, customer));
        assertThat(imports.rows(
                        "select called_off || ' ' || (returned_at is null) from rapport.customer_order where id = ?",
                        id))
                .containsExactly("cancelled true");
    }

    @Test
    @DisplayName("gives rows back so that no spreadsheet computes anything, and reads them as they were")
    void harmlessFaults() {
        ImportJob job = imports.text(
                CUSTOMERS,
                "id,firstName,lastName,phone\n%s,@SUM(1),\"=HYPERLINK(\"\"http://evil\"\")\",+44 20 7946 0112\n"
                        .formatted(customer));
        String faults = imports.faults(job);
        assertThat(faults)
                .contains(",'@SUM(1),\"'=HYPERLINK(\"\"http://evil\"\")\",+44 20 7946 0112,2,lastName,")
                .doesNotContain(",=HYPERLINK", ",\"=HYPERLINK", ",@SUM");
        imports.text(CUSTOMERS, faults.replaceAll("\"'=HYPERLINK[^,]*\",", "Lee,"));
        assertThat(profile()).containsExactly("@SUM(1) Lee +44 20 7946 0112 f");
    }

    @Test
    @DisplayName("leaves an order out as a whole where one line is wrong, and gives all its rows back to be corrected")
    void faultyLine() {
        String head = "id,customerId,currency,total,placedAt,sku,quantity,price\n";
        String id = registers.newId("io");
        String kept = registers.newId("io");
        ImportJob job = imports.text(
                ORDERS,
                head
                        + "%1$s,%2$s,EUR,25,2024-01-01,A,2,10\n%1$s,,,,,B,none,5\n%3$s,%2$s,EUR,5,2024-01-01,B,1,5\n"
                                .formatted(id, customer, kept));
        assertThat(List.of(job.taken(), job.leftOut())).containsExactly(1L, 1L);
        assertThat(imports.rows("select id from rapport.customer_order where id in (?, ?)", id, kept))
                .containsExactly(kept);
        String faults = imports.faults(job);
        assertThat(faults)
                .startsWith(
                        "\ufeffid,customerId,currency,total,placedAt,sku,quantity,price,rapport_line,rapport_column,")
                .contains(id + ",,,,,B,none,5,3,quantity,none,")
                .contains("Write a whole number from 1 to 1000000. 0 stands where all of a line came back")
                .contains("its order was left out because of line 3.");
        ImportJob corrected = imports.text(ORDERS, faults.replace(",none,5,", ",1,5,"));
        assertThat(List.of(corrected.taken(), corrected.leftOut())).containsExactly(1L, 0L);
        assertThat(imports.rows("select count(*)::text from rapport.customer_order_item where order_id = ?", id))
                .containsExactly("2");
    }

    @Test
    @DisplayName(
            "completes an order of which an event has told the delivery alone, and leaves one that an event placed")
    void ordersAndEvents() {
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann"));
        String early = registers.newId("io");
        registers.order(early, customer, "delivered");
        String placed = registers.newId("io");
        registers.happens("order.placed", customer, Shop.orderData(placed, 61.70));
        ImportJob job = imports.text(
                ORDERS,
                "id,customerId,currency,total,placedAt,sku,itemName,price\n%1$s,%2$s,EUR,5,2026-01-01,A,Pot,5\n"
                                .formatted(early, customer)
                        + "%1$s,%2$s,EUR,61.70,2026-01-01,T1,Teapot,61.70\n".formatted(placed, customer));
        assertThat(List.of(job.taken(), job.unchanged(), job.leftOut())).containsExactly(1L, 1L, 0L);
        assertThat(imports.rows(
                        "select concat_ws(' ', total, delivered_at is not null) from rapport.customer_order where id = ?",
                        early))
                .containsExactly("5 t");
    }

    @Test
    @DisplayName("puts the newest consent of the files in force, in whichever order they come, and each event above")
    void consents() {
        String head = "customerId,channel,topic,granted,recordedAt,source\n";
        imports.text(CONSENTS, head + customer + ",email,offers,no,2024-02-01,call\n");
        imports.text(CONSENTS, head + customer + ",email,offers,yes,2024-01-01,form\n");
        assertThat(consents.inForce(customer, "email", "offers")).contains(false);
        ImportJob again = imports.text(CONSENTS, head + customer + ",email,offers,yes,2024-01-01,form\n");
        assertThat(List.of(again.taken(), again.unchanged())).containsExactly(0L, 1L);
        imports.text(CONSENTS, head + customer + ",email,offers,yes,2024-03-01,form\n");
        assertThat(consents.inForce(customer, "email", "offers")).contains(true);
        imports.text(
                CONSENTS,
                head + customer + ",email,offers,yes,2024-04-01,form\n" + customer
                        + ",email,offers,no,2024-04-01,form\n");
        assertThat(consents.inForce(customer, "email", "offers"))
                .as("both at one moment: the stricter")
                .contains(false);
        consent(true);
        assertThat(consents.inForce(customer, "email", "offers")).contains(true);
    }

    private void consent(boolean granted) {
        registers.happens(
                granted ? "consent.granted" : "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "form", "wording", "Yes."));
    }

    @Test
    @DisplayName(
            "has a withdrawal hold that is newer than what an event granted, and no grant above a withdrawal of an event")
    void newerWithdrawal() {
        String head = "customerId,channel,topic,granted,recordedAt,source\n";
        // the registers count their events themselves
        imports.rows("select setval('rapport.inbox_seq', 1000000)::text");
        registers.clock().moveTo(RegisterFixture.NOON.minusSeconds(864_000));
        consent(true);
        imports.text(CONSENTS, head + customer + ",email,all,no,2026-02-01,call\n");
        assertThat(consents.inForce(customer, "email", "offers"))
                .as("older than the grant")
                .contains(true);
        String newer = head + customer + ",email,all,no,2026-03-01,call\n";
        imports.text(CONSENTS, newer);
        assertThat(consents.inForce(customer, "email", "offers")).contains(false);
        int entries = consents.ledger(customer).size();
        imports.text(CONSENTS, newer);
        assertThat(consents.ledger(customer)).as("once").hasSize(entries);
        imports.text(CONSENTS, head + customer + ",email,offers,yes,2026-03-02,form\n");
        assertThat(consents.inForce(customer, "email", "offers")).contains(false);
    }

    @Test
    @DisplayName("finds customers by their address, if one alone has it")
    void byAddress() {
        String other = registers.newId("i");
        String mine = customer + "@example.com";
        imports.text(CUSTOMERS, "id,email\n%1$s,%2$s\n".formatted(customer, mine));
        String points = "id,email,points,recordedAt\n%s,%s,5,2024-01-01\n";
        assertThat(imports.text(POINTS, points.formatted(registers.newId("ip"), mine.toUpperCase(Locale.ROOT)))
                        .taken())
                .isEqualTo(1);
        assertThat(registers.get(LoyaltyLedger.class).points(customer)).isEqualTo(5);
        imports.text(CUSTOMERS, "id,email\n%1$s,%2$s\n".formatted(other, mine));
        assertThat(ImportFixture.faultLines(imports.text(POINTS, points.formatted(registers.newId("ip"), mine))))
                .singleElement()
                .asString()
                .startsWith("2 email: Several customers have this address");
    }

    @Test
    @DisplayName("says of a trial what would come of it, and keeps nothing but the faults")
    void dryRun() {
        ImportJob job = imports.text(
                CUSTOMERS, "id,firstName,email\n%s,Ada,ada@example.com\nx y,Bea,\n".formatted(customer), null, true);
        assertThat(List.of(job.taken(), job.leftOut())).containsExactly(1L, 1L);
        assertThat(registers.get(Customers.class).find(customer)).isEmpty();
    }

    @Test
    @DisplayName("goes on behind what is committed when it was broken off")
    void resumes(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("c.csv"), "id,firstName\n%1$s-1,Ada\n%1$s-2,Bea\n%1$s-3,Cem\n".formatted(customer));
        ImportJobs jobs = new ImportJobs(imports.jdbc());
        long id = jobs.insert(
                new ImportJobs.Asked(CUSTOMERS, null, false, null, "test", "test", "c.csv", Files.size(file)));
        jobs.progress(id, 2, 20, new ImportJobs.Progress(2, 0, 0, 0, 0));
        imports.run(jobs.work(id), file);
        assertThat(imports.rows("select id from rapport.customer where id like ?", customer + "-%"))
                .containsExactly(customer + "-3");
        assertThat(jobs.find(id)).hasValueSatisfying(job -> {
            assertThat(job.state()).isEqualTo("done");
            assertThat(List.of(job.rows(), job.taken(), job.bytesRead())).containsExactly(3L, 3L, job.bytes());
        });
    }

    @Test
    @DisplayName("sends nothing, raises nothing, and makes no date of a customer news")
    void noNews() {
        imports.text(CUSTOMERS, "id,birthday,attributes.contractEnd\n%s,1986-03-03,2026-03-03\n".formatted(customer));
        assertThat(registers.sent()).isEmpty();
        assertThat(imports.rows(
                        "select concat_ws(' ', name, changed) from rapport.customer_date where customer_id = ?"
                                + " order by name",
                        customer))
                .containsExactly("attributes.contractEnd f", "birthday f");
        assertThat(imports.rows("select count(*)::text from rapport.inbox_event"))
                .containsExactly("0");
        assertThat(imports.rows("select count(*)::text from rapport.outbox_message"))
                .containsExactly("0");
        registers.happens("customer.updated", customer, Map.of("birthday", "1986-03-04"));
        assertThat(imports.rows(
                        "select concat_ws(' ', name, changed) from rapport.customer_date where customer_id = ?"
                                + " and name = 'birthday'",
                        customer))
                .as("a change after it is")
                .containsExactly("birthday t");
    }

    @Test
    @DisplayName("gives way to who changes the same customer, and goes on when they are done")
    void givesWay() throws Exception {
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann"));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> holder =
                CompletableFuture.runAsync(() -> registers.transaction().executeWithoutResult(status -> {
                    registers
                            .jdbc()
                            .sql("update rapport.customer set first_name = 'Anne' where id = ?")
                            .param(customer)
                            .update();
                    held.countDown();
                    await(done);
                }));
        await(held);
        CompletableFuture<ImportJob> importing = CompletableFuture.supplyAsync(
                () -> imports.text(CUSTOMERS, "id,lastName\n%s,Lee\n".formatted(customer)));
        Eventually.eventually(
                "the import waits",
                () -> imports.rows("select 'x' from pg_stat_activity where wait_event_type = 'Lock' and query like"
                                + " '%insert into rapport.customer%'")
                        .size(),
                waiting -> waiting > 0);
        done.countDown();
        holder.get(20, TimeUnit.SECONDS);
        assertThat(importing.get(20, TimeUnit.SECONDS).taken()).isEqualTo(1);
        assertThat(profile()).containsExactly("Anne Lee f");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("gives up where nothing can be taken: the mapping does not fit")
    void hopeless() {
        StringBuilder file = new StringBuilder("id,firstName\n");
        for (int i = 0; i < 1_200; i++) {
            file.append("not an id,Ada\n");
        }
        ImportJob job = imports.text(CUSTOMERS, file.toString());
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.detail()).contains("does the mapping fit the file?");
    }

    @Test
    @DisplayName("is refused as a whole where a column is missing, saying how to name it")
    void missingColumn() {
        ImportJob job = imports.text(ORDERS, "Order,Customer\n1,2\n");
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.detail())
                .isEqualTo(
                        "No column holds id: name it in the mapping, such as orders: {columns: {id: \"Column\"}}. The file"
                                + " has Order, Customer.");
    }

    @Test
    @DisplayName("lets its faults go with the customer whom they are about, by id and by address")
    void erasedFaults() {
        registers.happens(
                "customer.registered", customer, Map.of("firstName", "Ann", "email", customer + "@example.com"));
        ImportJob byId = imports.text(CUSTOMERS, "id,phone\n%s,none\n".formatted(customer));
        ImportJob byAddress = imports.text(
                POINTS, "id,email,points,recordedAt\nx1,%s@EXAMPLE.com,none,2024-01-01\n".formatted(customer));
        new ErasedRows(imports.jdbc(), registers.get(Customers.class), registers.get(CustomerMerges.class))
                .project(List.of(registers.event("customer.erased", customer, Map.of())));
        assertThat(imports.faults(byId) + imports.faults(byAddress)).doesNotContain("none");
    }

    @Test
    @DisplayName(
            "gives what is about a merged customer to the one who stays, and changes no profile of who is none any more")
    void merged() {
        String other = registers.newId("i");
        registers.happens(
                "customer.registered", customer, Map.of("firstName", "Ann", "email", customer + "@example.com"));
        registers.happens("customer.registered", other, Map.of("firstName", "Anna", "email", other + "@example.com"));
        registers.happens("customer.merged", customer, Map.of("mergedCustomer", other, "reason", "the same person"));
        ImportJob points = imports.text(
                POINTS,
                "id,customerId,points,recordedAt\n%s,%s,40,2024-01-01\n".formatted(registers.newId("x"), other));
        assertThat(points.taken()).as(points.toString()).isEqualTo(1);
        assertThat(imports.rows(
                        "select customer_id from rapport.loyalty_entry where customer_id in (?, ?)", customer, other))
                .containsExactly(customer);
        ImportJob profile = imports.text(CUSTOMERS, "id,firstName\n%s,Annette\n".formatted(other));
        assertThat(imports.faults(profile)).contains("name the one who stays");
        assertThat(imports.rows("select first_name from rapport.customer where id = ?", other))
                .containsOnlyNulls();
    }

    @Test
    @DisplayName("leaves no row under an id that is merged while the rows are written")
    void mergedMeanwhile() throws Exception {
        String other = registers.newId("i");
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann"));
        registers.happens("customer.registered", other, Map.of("firstName", "Anna"));
        String row = registers.newId("x");
        CompletableFuture<ImportJob> points = registers.transaction().execute(status -> {
            registers.happens(
                    "customer.merged", customer, Map.of("mergedCustomer", other, "reason", "the same person"));
            CompletableFuture<ImportJob> started = CompletableFuture.supplyAsync(() -> imports.text(
                    POINTS, "id,customerId,points,recordedAt\n%s,%s,40,2024-01-01\n".formatted(row, other)));
            Eventually.eventually("the import waits for the merge", () -> !imports.rows(
                            "select w.pid::text from pg_locks w join pg_locks own on own.pid = w.pid"
                                    + " where not w.granted and own.database ="
                                    + " (select oid from pg_database where datname = current_database())")
                    .isEmpty());
            return started;
        });
        assertThat(points.get(30, TimeUnit.SECONDS).taken()).isEqualTo(1);
        assertThat(imports.rows(
                        "select customer_id from rapport.loyalty_entry where customer_id in (?, ?)", customer, other))
                .containsExactly(customer);
    }

    @Test
    @DisplayName(
            "brings in what customers are called elsewhere; who may be one person is proposed to staff, and nobody merged")
    void identities() {
        String provisional = registers.newId("p");
        String id = registers.newId("shop");
        imports.jdbc()
                .sql(
                        """
                insert into rapport.customer_identity (system, value, customer_id, provisional, since)
                values ('shopify', :id, :customer, true, now()), ('email', :email, :customer, true, now())""")
                .param("id", id)
                .param("email", customer + "@example.com")
                .param("customer", provisional)
                .update();
        String other = registers.newId("i");
        String file = "id,email,identities.shopify,identities.crm\n%s,%s@Example.com,,c-%s\n%s,,%s,\n"
                .formatted(customer, customer, customer, other, id);

        ImportJob job = imports.text(CUSTOMERS, file);
        ImportJob again = imports.text(CUSTOMERS, file);

        assertThat(List.of(job.taken(), job.leftOut())).containsExactly(2L, 0L);
        assertThat(again.unchanged()).isEqualTo(2);
        assertThat(imports.rows(
                        "select system || ' ' || value from rapport.customer_identity where customer_id in (?, ?)",
                        customer,
                        other))
                .containsExactly("crm c-" + customer);
        assertThat(imports.rows(
                        "select customer_id || ' ' || why from rapport.merge_proposal where other_id = ? order by why",
                        provisional))
                .containsExactly(customer + " contact", other + " declared");
        assertThat(imports.rows("select customer_id from rapport.customer_alias where customer_id = ?", provisional))
                .isEmpty();
        assertThat(imports.text(CUSTOMERS, "id,identities.Shop!\nx,1\n").detail())
                .contains("small letter");
    }

    @Test
    @DisplayName(
            "counts topics that no message has, and lots of points that were not known: they may be typing mistakes")
    void unknownNames() {
        ImportJob said = imports.text(
                CONSENTS,
                """
                customerId,channel,topic,granted,recordedAt,source
                %1$s,email,offers,yes,2024-05-01,till
                %1$s,email,ofers,yes,2024-05-02,till
                %1$s,email,all,no,2024-05-03,till
                """
                        .formatted(customer));
        assertThat(said.unknownNames()).isEqualTo(1);
        assertThat(said.taken()).as("it is taken all the same").isEqualTo(3);
        ImportJob points = imports.text(
                POINTS,
                """
                id,customerId,kind,points,lot,recordedAt
                %1$s-1,%1$s,earn,100,,2024-05-01
                %1$s-2,%1$s,redeem,-10,%1$s-1,2024-05-02
                %1$s-3,%1$s,redeem,-10,%1$s-l,2024-05-03
                """
                        .formatted(customer));
        assertThat(points.unknownNames()).isEqualTo(1);
        assertThat(points.taken()).isEqualTo(3);
    }

    @Test
    @DisplayName("is named by the rows that it makes or changes, and by no other")
    void origin() {
        ImportJob customers = imports.text(CUSTOMERS, "id,firstName\n%s,Ada\n".formatted(customer));
        ImportJob orders = imports.text(
                ORDERS,
                "id,customerId,currency,total,placedAt\n%1$s-o,%1$s,EUR,10.00,2024-05-01\n".formatted(customer));
        ImportJob consents = imports.text(
                CONSENTS,
                "customerId,channel,topic,granted,recordedAt,source\n%s,email,offers,yes,2024-05-01,till\n"
                        .formatted(customer));
        ImportJob points = imports.text(
                POINTS, "id,customerId,points,recordedAt\n%1$s-p,%1$s,100,2024-05-01\n".formatted(customer));
        imports.text(CUSTOMERS, "id,firstName\n%s,Ada\n".formatted(customer));

        assertThat(registers.get(ImportOrigins.class).of(List.of(customer)))
                .as("the file that said nothing new is not among them")
                .containsExactlyInAnyOrder(customers.id(), orders.id(), consents.id());
        assertThat(registers.get(LoyaltyLedger.class).imports(List.of(customer)))
                .containsExactly(points.id());
        registers.happens("customer.updated", customer, Map.of("firstName", "Adele"));
        ImportJob late = imports.text(CUSTOMERS, "id,firstName,phone\n%s,Ada,+44 20 7946 0112\n".formatted(customer));
        assertThat(registers.get(ImportOrigins.class).of(List.of(customer))).contains(late.id());
    }
}
