package io.rapport.imports;

import io.rapport.address.MailAddress;
import io.rapport.calendar.Moments;
import io.rapport.calendar.PartialDate;
import io.rapport.calendar.TimeZones;
import io.rapport.customer.Currencies;
import io.rapport.loyalty.CouponPool;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The fields of one row, read by what the mapping says, and what is wrong with them. A field that cannot be read is
 * {@code null}, as is one that is not there, and leaves a fault.
 */
final class Cells {

    static final Pattern CUSTOMER_ID = Pattern.compile("(?!\\.{1,2}\\z)[A-Za-z0-9._-]{1,64}");
    static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final Pattern EXTERNAL_ID = Pattern.compile("\\S{1,254}");
    static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9 ()-]{4,28}[0-9]");
    static final Pattern LOCALE = Pattern.compile(
            "[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*");
    static final Pattern TOPIC = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private static final int LONGEST_EMAIL = 254;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);
    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);
    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");

    private static final Pattern WRAPPED = Pattern.compile("=\"([^\"]*)\"");
    private static final Pattern TEXT_MARK = Pattern.compile("'(?=[+=@0-9-])");
    private static final Pattern ZERO_DATE = Pattern.compile("0000-00-00.*");

    private static final Set<String> YES =
            Set.of("true", "yes", "y", "1", "ja", "oui", "是", "granted", "subscribed", "opted_in", "opt-in", "on");
    private static final Set<String> NO = Set.of(
            "false", "no", "n", "0", "nein", "non", "否", "withdrawn", "unsubscribed", "opted_out", "opt-out", "off");

    private final HeaderRow head;
    private final Mapping mapping;
    private final Instant now;
    private final CsvRow row;
    private final List<RowFault> faults = new ArrayList<>();

    /** @param now what comes after it has not happened yet */
    Cells(HeaderRow head, Mapping mapping, Instant now, CsvRow row) {
        this.head = head;
        this.mapping = mapping;
        this.now = now;
        this.row = row;
        List<String> cells = row.cells();
        for (int place : row.tooLong()) {
            faults.add(new RowFault(
                    place < head.size() ? head.name(place) : null,
                    cells.get(place),
                    "Shorten it: it is too long, with more than " + LimitedCells.LONGEST
                            + " characters. Only its beginning is kept."));
        }
        if (cells.size() < head.size()) {
            faults.add(RowFault.ofRow("The row has " + cells.size() + " cells and the head " + head.size()
                    + ": is it cut off, or is a quote missing?"));
        } else if (cells.subList(head.size(), cells.size()).stream().anyMatch(cell -> !cell.isBlank())) {
            faults.add(RowFault.ofRow("The row has " + cells.size() + " cells and the head " + head.size()
                    + ": put quotes around a cell that holds the separator."));
        }
    }

    CsvRow row() {
        return row;
    }

    List<RowFault> faults() {
        return faults;
    }

    boolean isRight() {
        return faults.isEmpty();
    }

    void fault(String field, String fix) {
        int place = head.place(field);
        if (row.tooLong().contains(place)) {
            return;
        }
        String value = place >= 0 && place < row.cells().size() ? row.cells().get(place) : null;
        faults.add(new RowFault(head.column(field), value, fix));
    }

    /** @return the text of a field, as the mapping means it; {@code null}: nothing stands there */
    String text(String field) {
        int place = head.place(field);
        String text = place < 0 || place >= row.cells().size()
                ? null
                : plain(field, row.cells().get(place));
        Map<String, String> meanings = mapping.values().get(field);
        if (meanings != null && text != null) {
            String meaning = meanings.get(text.toLowerCase(Locale.ROOT));
            text = meaning == null ? meanings.getOrDefault("*", text) : meaning;
        }
        if (text == null || text.isBlank()) {
            text = mapping.fixed().get(field);
        }
        return text == null || text.isBlank() ? null : text;
    }

    /** @return whether nothing stands there; what the mapping says besides does not count */
    boolean isBlank(String field) {
        int place = head.place(field);
        return place < 0
                || place >= row.cells().size()
                || row.cells().get(place).isBlank();
    }

    private String plain(String field, String cell) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return null;
        }
        var wrapped = WRAPPED.matcher(text);
        if (wrapped.matches()) {
            text = wrapped.group(1).strip();
        } else if (text.charAt(0) == '\'') {
            text = TEXT_MARK.matcher(text).replaceFirst("");
        }
        if (text.startsWith("=")) {
            fault(field, "Put the value there instead of a formula.");
            return null;
        }
        if (text.indexOf(CsvFile.UNREADABLE) >= 0) {
            fault(
                    field,
                    "Put the right character for each \ufffd: the file holds what its character set does not have.");
            return null;
        }
        return text;
    }

    /** @return the text, or a fault if nothing stands there */
    String required(String field) {
        int before = faults.size();
        String text = text(field);
        if (text == null && faults.size() == before) {
            fault(field, "Fill it in: each row needs it.");
        }
        return text;
    }

    /** @return the text, at most so long */
    String text(String field, int longest) {
        String text = text(field);
        if (text != null && text.length() > longest) {
            fault(field, "Shorten it to " + longest + " characters.");
            return null;
        }
        return text;
    }

    private String matching(String field, String text, Pattern pattern, String fix) {
        if (text != null && !pattern.matcher(text).matches()) {
            fault(field, fix);
            return null;
        }
        return text;
    }

    String id(String field, Pattern pattern) {
        String text = required(field);
        return matching(
                field,
                text == null ? null : text.replaceFirst("^#", ""),
                pattern,
                "Use 1 to 64 letters, digits, dots, underscores and hyphens.");
    }

    String customerId() {
        String text = text("customerId");
        return matching("customerId", text, CUSTOMER_ID, "Use 1 to 64 letters, digits, dots, underscores and hyphens.");
    }

    String email() {
        return email("email");
    }

    String email(String field) {
        String text = text(field);
        if (text != null && (text.length() > LONGEST_EMAIL || !MailAddress.isValid(text))) {
            fault(field, "Write an address such as hannah@example.com, or leave it empty.");
            return null;
        }
        return text;
    }

    String phone() {
        return phone("phone");
    }

    String phone(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        String number = text.replaceAll("[./\u00a0]", " ").replaceFirst("^00", "+");
        if (mapping.phonePrefix() != null && !number.startsWith("+")) {
            // not everywhere does a national number begin with 0
            number = mapping.phonePrefix() + " " + number.replaceFirst("^0", "");
        }
        return matching(
                field,
                number,
                PHONE,
                "Write it in international form, such as +44 20 7946 0112"
                        + (mapping.phonePrefix() == null ? ", or state phonePrefix in the mapping." : "."));
    }

    /** @return the id that a customer has in a system */
    String externalId(String field) {
        return matching(
                field,
                text(field),
                EXTERNAL_ID,
                "Write the id as the system has it, in 1 to 254 characters without spaces.");
    }

    String locale() {
        String text = text("locale");
        return matching(
                "locale",
                text == null ? null : text.replace('_', '-'),
                LOCALE,
                "Write a language and maybe a region, such as en-GB or zh-CN.");
    }

    String timeZone() {
        String text = text("timeZone");
        if (text != null && TimeZones.find(text).isEmpty()) {
            fault("timeZone", "Write a name of the IANA database, such as Europe/Berlin.");
            return null;
        }
        return text;
    }

    PartialDate birthday() {
        String text = date("birthday");
        Optional<PartialDate> day =
                text == null ? Optional.empty() : mapping.dates().day(text);
        boolean right = day.filter(found -> found.year() == null
                        || !found.whole().isBefore(EARLIEST_BIRTHDAY)
                                && !found.whole().isAfter(LocalDate.ofInstant(now, mapping.zone())))
                .isPresent();
        if (text != null && !right) {
            fault("birthday", "Write a day from 1900 on such as 1986-04-17, or state its form in the mapping: dates.");
            return null;
        }
        return day.orElse(null);
    }

    /** @return the moment, which is past */
    Instant past(String field) {
        String text = date(field);
        if (text == null) {
            return null;
        }
        Optional<Instant> moment = mapping.dates().moment(text);
        if (moment.isEmpty()) {
            fault(field, "Write a moment such as 2024-05-31 14:05, or state its form in the mapping: dates.");
        } else if (moment.get().isBefore(EARLIEST) || moment.get().isAfter(now)) {
            fault(field, "Write a moment between 1980 and now.");
            return null;
        }
        return moment.orElse(null);
    }

    Instant requiredPast(String field) {
        int before = faults.size();
        Instant moment = past(field);
        if (moment == null && faults.size() == before) {
            fault(field, "Fill it in: each row needs it.");
        }
        return moment;
    }

    /** @return the moment, which is still to come */
    Instant requiredFuture(String field) {
        String text = date(field);
        Instant moment = text == null ? null : mapping.dates().moment(text).orElse(null);
        if (text == null) {
            fault(field, "Fill it in: each row needs it.");
        } else if (moment == null) {
            fault(field, "Write a moment such as 2027-05-31 14:05, or state its form in the mapping: dates.");
        } else if (!CouponPool.isTerm(moment, now)) {
            fault(field, "Write a moment that is to come, within twenty years.");
            return null;
        }
        return moment;
    }

    LocalDate day(String field) {
        String text = date(field);
        Optional<PartialDate> day =
                text == null ? Optional.empty() : mapping.dates().day(text);
        if (text != null
                && day.filter(found -> found.year() != null && Moments.isKept(found.whole()))
                        .isEmpty()) {
            fault(field, "Write a day such as 2026-12-31, or state its form in the mapping: dates.");
            return null;
        }
        return day.map(PartialDate::whole).orElse(null);
    }

    private String date(String field) {
        String text = text(field);
        return text == null || ZERO_DATE.matcher(text).matches() ? null : text;
    }

    String currency() {
        String text = required("currency");
        String code = text == null ? null : text.toUpperCase(Locale.ROOT);
        if (code != null && (code.length() != 3 || !Currencies.isMoney(code))) {
            fault("currency", "Write its code of ISO 4217, such as EUR or CNY.");
            return null;
        }
        return code;
    }

    /** @return the amount, 0 or more, in units of the currency */
    BigDecimal amount(String field, String currency) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        Optional<BigDecimal> amount = Amounts.parse(text, mapping.decimal());
        if (amount.isEmpty()) {
            fault(
                    field,
                    mapping.decimal() == 0
                            ? "Write an amount such as 1234.50; if a comma or a point is meant otherwise, state decimal in the"
                                    + " mapping."
                            : "Write an amount with \"" + mapping.decimal()
                                    + "\" before its decimals, as the mapping states.");
            return null;
        }
        if (amount.get().signum() < 0 || amount.get().compareTo(LARGEST) > 0) {
            fault(field, "Write an amount from 0 to 1000000000.");
            return null;
        }
        if (currency != null && !Currencies.fits(amount.get(), currency)) {
            int decimals = Currencies.decimals(currency);
            fault(
                    field,
                    decimals == 0
                            ? "Write a whole number: " + currency + " has no smaller unit."
                            : "Write at most " + decimals + " decimals, as " + currency + " has.");
            return null;
        }
        return amount.get();
    }

    Integer whole(String field, int least, int most) {
        Optional<Integer> number = within(field, least, most);
        if (number.isEmpty() && text(field) != null) {
            fault(field, "Write a whole number from " + least + " to " + most + ".");
        }
        return number.orElse(null);
    }

    /** @return how many pieces are in a line of an order of which nothing came back */
    Integer pieces(String field, int most) {
        Optional<Integer> number = within(field, 1, most);
        if (number.isEmpty() && text(field) != null) {
            fault(
                    field,
                    "Write a whole number from 1 to " + most
                            + ". 0 stands where all of a line came back, in an order that"
                            + " was returned, cancelled or refunded.");
        }
        return number.orElse(null);
    }

    private Optional<Integer> within(String field, int least, int most) {
        return Optional.ofNullable(text(field))
                .flatMap(text -> Amounts.parse(text, mapping.decimal() == 0 ? '.' : mapping.decimal()))
                .map(BigDecimal::stripTrailingZeros)
                .filter(found -> found.scale() <= 0
                        && found.compareTo(BigDecimal.valueOf(least)) >= 0
                        && found.compareTo(BigDecimal.valueOf(most)) <= 0)
                .map(BigDecimal::intValueExact);
    }

    Boolean yesOrNo(String field) {
        String text = required(field);
        if (text == null) {
            return null;
        }
        String word = text.toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            fault(field, "Write yes or no, or say in the mapping what it means: values.");
            return null;
        }
        return YES.contains(word);
    }

    /** @return one of several words */
    String oneOf(String field, Set<String> words, Function<Cells, String> read) {
        String text = read.apply(this);
        String word = text == null ? null : text.toLowerCase(Locale.ROOT);
        if (word != null && !words.contains(word)) {
            fault(
                    field,
                    "Write one of " + String.join(", ", words.stream().sorted().toList())
                            + ", or say in the mapping what it means: values.");
            return null;
        }
        return word;
    }

    String topic() {
        return matching(
                "topic",
                required("topic"),
                TOPIC,
                "Write it as messages name it, in small letters, digits and hyphens; such as offers.");
    }

    HeaderRow head() {
        return head;
    }

    Mapping mapping() {
        return mapping;
    }
}
