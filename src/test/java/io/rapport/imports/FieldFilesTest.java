package io.rapport.imports;

import static io.rapport.imports.ImportKind.CONSENTS;
import static io.rapport.imports.ImportKind.CUSTOMERS;
import static io.rapport.imports.ImportKind.ORDERS;
import static io.rapport.imports.ImportKind.POINTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RegisterFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as they come from shops, CRMs and spreadsheets, under {@code src/test/resources/import}, and what comes of each. */
@DisplayName("Files as the field writes them")
class FieldFilesTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private static final ImportFixture imports = new ImportFixture(registers);

    private static final String PROFILE =
            """
            select concat_ws(' | ', id, first_name, last_name, email, phone, nullif(attributes::text, '{}'))
            from rapport.customer where id = any(?) order by id""";

    private static final String ORDER =
            """
            select concat_ws(' ', o.id, o.customer_id, o.total, o.currency, o.total_minor,
                             to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), o.called_off,
                             case when o.delivered_at is not null then 'delivered' end,
                             (select string_agg(i.quantity || ' x ' || i.sku || ' ' || i.amount_minor, ', ' order by i.line)
                              from rapport.customer_order_item i where i.order_id = o.id))
            from rapport.customer_order o where o.id = any(?) order by o.id""";

    @BeforeAll
    static void whomOrdersAreOf() {
        imports.text(CUSTOMERS, "id\nF04\nF05\nF06\n");
    }

    private static ImportJob customers(String file, String mapping) {
        return imports.file(CUSTOMERS, file, mapping);
    }

    private static List<String> profiles(String... ids) {
        return imports.rows(PROFILE, (Object) ids);
    }

    private static List<String> orders(String... ids) {
        return imports.rows(ORDER, (Object) ids);
    }

    private static List<String> refunds(String... ids) {
        return imports.rows(
                """
                select concat_ws(' ', order_id, total, to_char(refunded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'))
                from rapport.customer_refund where order_id = any(?) order by order_id""",
                (Object) ids);
    }

    private static void assertCounts(ImportJob job, int taken, int leftOut) {
        assertThat(List.of(job.state(), job.taken(), job.leftOut()))
                .as("%s %s", job.detail(), job.faults())
                .containsExactly("done", (long) taken, (long) leftOut);
    }

    private static void assertRefused(ImportJob job, String detail) {
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.detail()).contains(detail);
        assertThat(job.taken()).isZero();
    }

    @Test
    @DisplayName("UTF-8 with a byte order mark before the first column's name: the mark is no part of it")
    void byteOrderMark() {
        assertCounts(customers("utf-8-with-bom.csv", null), 1, 0);
        assertThat(profiles("F01")).containsExactly("F01 | Jürgen | f01@example.com");
    }

    @Test
    @DisplayName("UTF-16 with its mark and tabs, as spreadsheets save \"Unicode text\"")
    void utf16() {
        ImportJob job = customers("utf-16-little-endian.csv", null);
        assertCounts(job, 1, 0);
        assertThat(job.charset()).isEqualTo("UTF-16LE");
        assertThat(profiles("F02")).containsExactly("F02 | 王 | 小明");
    }

    @Test
    @DisplayName("UTF-16 without a mark: told by its zeros")
    void utf16WithoutMark() {
        ImportJob job = customers("utf-16-without-mark.csv", null);
        assertCounts(job, 1, 0);
        assertThat(job.charset()).isEqualTo("UTF-16BE");
        assertThat(profiles("F03")).containsExactly("F03 | Zoë | Smith | f03@example.com | +44 20 7946 0112");
    }

    @Test
    @DisplayName("GB18030, with headers in Chinese and a name in one column")
    void gb18030() {
        ImportJob job = customers(
                "gb18030.csv", "customers: {columns: {id: 客户编号, name: 姓名, email: 电子邮件, attributes.city: 城市}}");
        assertCounts(job, 2, 0);
        assertThat(job.charset()).isEqualTo("GB18030");
        assertThat(profiles("F04", "F05"))
                .containsExactly(
                        "F04 | 王伟 | f04@example.cn | {\"city\": \"上海\"}",
                        "F05 | 欧阳娜娜 | f05@example.cn | {\"city\": \"北京\"}");
    }

    @Test
    @DisplayName("Windows-1252 with semicolons, one of them within quotes")
    void windows1252() {
        ImportJob job = customers(
                "windows-1252-semicolon.csv",
                "customers: {columns: {id: Kundennummer, firstName: Vorname, lastName: Nachname, attributes.note: Bemerkung}}");
        assertCounts(job, 2, 0);
        assertThat(job.charset()).isEqualTo("windows-1252");
        assertThat(profiles("F06", "F07"))
                .containsExactly(
                        "F06 | Jürgen | Müßig | {\"note\": \"Größe: XL; mag Äpfel\"}",
                        "F07 | François | Crépeau | {\"note\": \"Œuvre für 20 €\"}");
    }

    @Test
    @DisplayName("Tabs, with commas in the texts")
    void tabs() {
        assertCounts(customers("tab-separated.csv", null), 1, 0);
        assertThat(profiles("F08")).containsExactly("F08 | Ada | {\"note\": \"likes tea, black\"}");
    }

    @Test
    @DisplayName("New lines and quotes within quotes belong to the text; the next row's line is still the right one")
    void quotedNewlines() {
        ImportJob job = customers("quoted-newlines.csv", "customers: {columns: {email: attributes.address}}");
        assertThat(job.faults()).extracting(ImportJob.RowReport::line).containsExactly(2L);
        job = customers("quoted-newlines.csv", null);
        assertThat(job.unchanged()).isEqualTo(2);
        assertCounts(job, 1, 0);
        assertThat(profiles("F09", "F11"))
                .containsExactly(
                        "F09 | Ada | {\"address\": \"12 Example St\\r\\n\\\"The Mews\\\"\\r\\nLondon\"}", "F11 | Bea");
    }

    @Test
    @DisplayName("Decimal commas with points between thousands, and dates by a stated form")
    void decimalCommas() {
        ImportJob job = imports.file(
                ORDERS,
                "decimal-commas.csv",
                """
                timeZone: Europe/Berlin
                dates: d.M.yyyy H:mm
                orders:
                  columns: {id: Bestellung, customerId: Kunde, currency: Währung, total: Summe, placedAt: Datum}
                """);
        assertCounts(job, 2, 1);
        assertThat(orders("F-101", "F-102", "F-103"))
                .containsExactly(
                        "F-101 F06 1234.50 EUR 123450 2024-01-31 13:05", "F-102 F06 7.5 EUR 750 2024-02-01 08:00");
        assertThat(ImportFixture.faultLines(job))
                .as("7,555 may be seven thousand or seven and a half")
                .containsExactly(
                        "4 Summe: Write an amount such as 1234.50; if a comma or a point is meant otherwise, state"
                                + " decimal in the mapping.");
        ImportJob stated = imports.file(
                ORDERS,
                "decimal-commas.csv",
                """
                decimal: ","
                dates: d.M.yyyy H:mm
                orders: {columns: {id: Bestellung, customerId: Kunde, currency: Währung, total: Summe, placedAt: Datum}}
                """);
        assertThat(ImportFixture.faultLines(stated)).containsExactly("4 Summe: Write at most 2 decimals, as EUR has.");
    }

    @Test
    @DisplayName("Dates as Americans write them, by a stated form; one in another form is left out")
    void datesByForm() {
        ImportJob job = customers("dates-by-form.csv", "dates: MM/dd/yyyy");
        assertCounts(job, 2, 1);
        assertThat(imports.rows(
                        "select concat_ws(' ', id, birthday, birthday_without_year, registered_at at time zone 'UTC')"
                                + " from rapport.customer where id in ('F12', 'F13', 'F14') order by id"))
                .containsExactly("F12 1986-04-17 f 2021-03-05 00:00:00", "F13 2000-04-17 t 2021-12-31 00:00:00");
        assertThat(job.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isEqualTo(4);
            assertThat(fault.column()).isEqualTo("birthday");
            assertThat(fault.value()).isEqualTo("17/04/1986");
            assertThat(fault.fix()).contains("state its form in the mapping: dates");
        });
    }

    @Test
    @DisplayName(
            "Headers, dates and amounts as Chinese shops write them; an order's rows are one order, yen have no decimals")
    void chineseHeaders() {
        ImportJob job = imports.file(
                ORDERS,
                "chinese-headers.csv",
                """
                timeZone: Asia/Shanghai
                dates: yyyy年MM月dd日 HH:mm
                orders:
                  columns:
                    id: 订单号
                    customerId: 客户编号
                    currency: 币种
                    total: 金额
                    placedAt: 下单时间
                    sku: 商品编号
                    itemName: 商品名称
                    quantity: 数量
                    price: 单价
                """);
        assertCounts(job, 2, 0);
        assertThat(orders("F-201", "F-202"))
                .containsExactly(
                        "F-201 F04 128.00 CNY 12800 2024-03-05 12:15 2 x TEA-1 10000, 1 x TEA-2 2800",
                        "F-202 F05 1500 JPY 1500 2024-03-06 00:00 1 x TEA-1 1500");
    }

    @Test
    @DisplayName("The separator within a text: right within quotes, a row with too many cells without")
    void separatorInText() {
        ImportJob job = customers("semicolon-in-a-text.csv", null);
        assertCounts(job, 1, 1);
        assertThat(profiles("F15", "F16")).containsExactly("F15 | Ada | {\"note\": \"one; two\"}");
        assertThat(ImportFixture.faultLines(job))
                .containsExactly("3 null: The row has 4 cells and the head 3: put quotes around a cell that holds the"
                        + " separator.");
    }

    @Test
    @DisplayName("A header twice: the file is refused, since nobody knows which is meant")
    void duplicatedHeaders() {
        assertRefused(customers("duplicated-headers.csv", null), "The column email stands there 2 times");
        assertCounts(customers("duplicated-headers-unused.csv", null), 1, 0);
    }

    @Test
    @DisplayName("A head and no rows: done, with nothing. No head either: refused")
    void noRows() {
        assertCounts(customers("no-rows.csv", null), 0, 0);
        assertRefused(customers("empty.csv", null), "The file is empty");
    }

    @Test
    @DisplayName("The last row cut off: it is left out, those before are taken")
    void cutOff() {
        ImportJob job = customers("cut-off.csv", null);
        assertCounts(job, 1, 1);
        assertThat(ImportFixture.faultLines(job))
                .containsExactly("3 null: The row has 3 cells and the head 4: is it cut off, or is a quote missing?");
        job = customers("cut-off-in-quotes.csv", null);
        assertCounts(job, 1, 1);
        assertThat(ImportFixture.faultLines(job))
                .containsExactly(
                        "3 null: Complete the row: the file ends within its quotes, so that it may be cut off.");
        assertThat(imports.faults(job)).contains("F22,Bea,begun and not en,3,,,\"Complete the row");
    }

    @Test
    @DisplayName(
            "Formulas: a text that only a spreadsheet would wrap is unwrapped, any other is left out and made harmless")
    void formulas() {
        ImportJob job = customers("formulas.csv", null);
        assertCounts(job, 1, 2);
        assertThat(profiles("F0023", "F24", "F25"))
                .containsExactly("F0023 | Ada | Lovelace | f23@example.com | +44 20 7946 0112");
        assertThat(ImportFixture.faultLines(job))
                .containsExactly(
                        "3 firstName: Put the value there instead of a formula.",
                        "4 lastName: Put the value there instead of a formula.");
        assertThat(job.faults()).extracting(ImportJob.RowReport::value).allMatch(value -> value.startsWith("'="));
    }

    @Test
    @DisplayName("Blank lines, rows of separators alone and blanks around everything")
    void blankLines() {
        assertCounts(customers("blank-lines-and-padding.csv", null), 2, 0);
        assertThat(profiles("F26", "F27"))
                .containsExactly("F26 | Ada | f26@example.com", "F27 | Bea | f27@example.com");
    }

    @Test
    @DisplayName(
            "UTF-8 with a broken character: that row is left out, and the file is not taken for another character set")
    void damagedUtf8() {
        ImportJob job = customers("damaged-utf-8.csv", null);
        assertCounts(job, 10, 1);
        assertThat(job.charset()).isEqualTo("UTF-8");
        assertThat(profiles("F2801")).containsExactly("F2801 | Zoë | {\"city\": \"Köln am Rhein äöüß\"}");
        assertThat(ImportFixture.faultLines(job))
                .singleElement()
                .asString()
                .startsWith("12 firstName: Put the right character");
    }

    @Test
    @DisplayName("Excel's line about the separator above the head")
    void statedSeparator() {
        ImportJob job = imports.text(CUSTOMERS, "sep=;\nid;firstName\nF90;Ada, the first\n");
        assertCounts(job, 1, 0);
        assertThat(profiles("F90")).containsExactly("F90 | Ada, the first");
        assertThat(imports.text(CUSTOMERS, "sep=;\nid;firstName;phone\nF91;Ada;none\n")
                        .faults())
                .extracting(ImportJob.RowReport::line)
                .containsExactly(3L);
    }

    @Test
    @DisplayName("National numbers that begin with a 0 and such that do not, by the stated prefix")
    void nationalNumbers() {
        String file = "id,phone\nF92,139 0013 9020\nF93,010 8888 0112\nF94,+49 30 123456\nF95,0049 30 123456\n";
        ImportJob job = imports.text(CUSTOMERS, file, "phonePrefix: \"+86\"\ncustomers: {}", false);
        assertCounts(job, 4, 0);
        assertThat(imports.rows(
                        "select phone from rapport.customer where id in ('F92', 'F93', 'F94', 'F95') order by id"))
                .containsExactly("+86 139 0013 9020", "+86 10 8888 0112", "+49 30 123456", "+49 30 123456");
    }

    @ParameterizedTest
    @CsvSource({
        "504b0304140006000800, an Excel or ZIP file",
        "1f8b0800000000000003, compressed: unpack it",
        "d0cf11e0a1b11ae10000, an Excel file",
    })
    @DisplayName("What is no CSV is told by what it is")
    void otherFormats(String bytes, String words, @TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("c.csv"), HexFormat.of().parseHex(bytes));
        ImportJob job = imports.run(CUSTOMERS, file, null, false);
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.detail()).contains(words).doesNotContain("\0");
    }

    @Test
    @DisplayName("Lines that end by a carriage return alone")
    void oldMac() {
        assertCounts(customers("old-mac-line-ends.csv", null), 2, 0);
    }

    @Test
    @DisplayName("Shopify's customers and orders, whose order's fields stand in its first row alone")
    void shopify() {
        ImportJob customers = customers("shopify-customers.csv", "shopify");
        assertCounts(customers, 2, 0);
        assertThat(profiles("6940095564"))
                .containsExactly("6940095564 | Hannah | Whitcombe | hannah@example.com | +442079460112 |"
                        + " {\"city\": \"London\", \"tags\": \"vip, newsletter\", \"country\": \"GB\"}");
        ImportJob orders = imports.file(ORDERS, "shopify-orders.csv", "shopify");
        assertCounts(orders, 4, 1);
        assertThat(refunds("1002", "1004", "1005"))
                .as("what was paid back, when nothing says when: with the return, or the order")
                .containsExactly("1002 13.90 2024-03-07 11:33", "1005 33.90 2024-03-10 11:33");
        assertThat(orders("1001", "1002", "1004", "1005"))
                .containsExactly(
                        "1001 6940095564 61.70 EUR 6170 2024-03-05 11:33 2 x TEA-DAR-250 2780, 1 x POT-GLS-800 3390",
                        "1002 6940095565 13.90 EUR 1390 2024-03-07 11:33 returned 1 x Sencha 1000",
                        "1004 6940095564 10.00 EUR 1000 2024-03-09 07:00 cancelled 1 x SEN-1 1000",
                        "1005 6940095564 61.70 EUR 6170 2024-03-10 11:33 2 x TEA-DAR-250 2780, 1 x POT-GLS-800 3390");
        assertThat(ImportFixture.faultLines(orders))
                .containsExactly(
                        "5 Email: No customer has this address: bring the customers in first, or name the customer"
                                + " by id.");
        assertThat(imports.faults(orders)).contains(",5,Email,nobody@example.com,");
    }

    @Test
    @DisplayName("WooCommerce's customers and orders, with guests, in the shop's time and national telephone numbers")
    void wooCommerce() {
        String mapping = "{like: woocommerce, timeZone: Europe/London, phonePrefix: \"+44\"}";
        assertCounts(customers("woocommerce-customers.csv", mapping), 1, 0);
        assertThat(profiles("31"))
                .containsExactly("31 | Ada | Lovelace | woo-ada@example.com | +44 20 7946 0112 | {\"city\": \"London\","
                        + " \"country\": \"GB\"}");
        ImportJob orders = imports.file(ORDERS, "woocommerce-orders.csv", mapping);
        assertCounts(orders, 2, 2);
        assertThat(orders("W-1", "W-2"))
                .as("a line of which all was refunded is not there any more")
                .containsExactly(
                        "W-1 31 48.50 GBP 4850 2023-11-02 08:15 delivered 2 x TEA-1 3000",
                        "W-2 31 15.00 GBP 1500 2023-12-02 08:15 returned");
        assertThat(refunds("W-1", "W-2", "W-3"))
                .containsExactly("W-1 15.00 2023-11-10 09:30", "W-2 15.00 2023-12-05 10:00");
        assertThat(ImportFixture.faultLines(orders))
                .as("nothing came back of W-4")
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("6 Quantity (- Refund): Write a whole number from 1 to 1000000. 0"));
    }

    @Test
    @DisplayName(
            "WooCommerce's orders as Customer/Order/Coupon Export writes them, with refunds and the pieces that were ordered")
    void wooCommerceSuite() {
        String mapping = "{like: woocommerce, timeZone: Europe/London, phonePrefix: \"+44\"}";
        imports.text(CUSTOMERS, "id,email\n32,woo-suite@example.com\n");
        ImportJob orders = imports.file(ORDERS, "woocommerce-orders-suite.csv", mapping);
        assertCounts(orders, 2, 0);
        assertThat(orders("S-5001", "S-5002"))
                .containsExactly(
                        "S-5001 32 45.50 GBP 4550 2023-11-05 10:00 delivered 2 x TEA-1 2700, 1 x CUP-1 1500",
                        "S-5002 32 15.00 GBP 1500 2023-11-06 10:00 returned 1 x TEA-1 1500");
        assertThat(refunds("S-5001", "S-5002"))
                .containsExactly("S-5001 13.50 2023-11-05 10:00", "S-5002 15.00 2023-11-06 10:00");
    }

    @Test
    @DisplayName("Consents: without source, date or a known channel none is taken")
    void consents() {
        ImportJob job = imports.file(
                CONSENTS,
                "consents.csv",
                "consents: {columns: {customerId: customer, topic: about, granted: opted, recordedAt: date, source: where,"
                        + " wording: text}}");
        assertCounts(job, 2, 4);
        assertThat(ImportFixture.faultLines(job))
                .containsExactly(
                        "3 date: Say when it was said: a consent without its date is none.",
                        "4 where: Say where it was said, such as registration form: a consent without its source is none.",
                        "5 channel: Write one of email, phone, post, sms, webhook, or say in the mapping what it means:"
                                + " values.",
                        "6 opted: Write yes or no, or say in the mapping what it means: values.");
    }

    @Test
    @DisplayName("Points: each entry once by its id, of a known kind, whole")
    void points() {
        ImportJob job = imports.file(POINTS, "points.csv", null);
        assertCounts(job, 2, 2);
        assertThat(job.unchanged()).as("the same entry again").isEqualTo(1);
        assertThat(imports.rows(
                        "select concat_ws(' ', kind, source, points, lot, expires_on) from rapport.loyalty_entry"
                                + " where customer_id = 'F01' order by seq"))
                .as("the last day of use in the file, the first day without it in the ledger")
                .containsExactly("earn import:P-1 120 2027-01-01", "redeem import:P-2 -50 import:P-1");
        assertThat(ImportFixture.faultLines(job))
                .containsExactly(
                        "4 points: Write a whole number from -100000000 to 100000000.",
                        "5 kind: Write one of adjust, bonus, earn, expire, redeem, reverse, or say in the mapping what it"
                                + " means: values.");
    }
}
