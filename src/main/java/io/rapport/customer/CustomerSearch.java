package io.rapport.customer;

import io.rapport.database.Columns;
import io.rapport.inbox.ExternalId;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds customers by what somebody knows of them, typed into one field: a piece of the name, the beginning of the mail
 * address, the beginning or the end of the phone number, an order's number, the customer's id.
 */
@Component
public final class CustomerSearch {

    /** By what a customer was found. */
    public enum Match {
        ID,
        IDENTITY,
        ORDER,
        EMAIL,
        PHONE,
        NAME
    }

    /**
     * A customer who was found.
     *
     * @param customerId bare id
     * @param lastContact when the customer last did something, to the hour; {@code null} if never
     * @param match by what; where it is more than one thing, the first of {@link Match}
     */
    public record Found(String customerId, Instant lastContact, Match match) {}

    /** So many characters are read of what was typed. */
    public static final int LONGEST = 100;

    /** What many names have is found among the customers who were here last: so many are looked through. */
    private static final int RECENT = 1_000;

    /** The term that each customer with a name has. */
    private static final String EVERYBODY = "";

    private static final String ANY_SYSTEM = "";

    private static final int LEAST_DIGITS = 4;
    private static final int SHORTEST_BEGINNING = 3;

    /** Of orders whose numbers begin alike, the first so many are looked up. */
    private static final int ORDERS = 200;

    /** In the order of bytes nothing that begins alike stands behind it. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** Before it stands, of all that begins alike, the beginning alone. */
    private static final String FIRST = "\u0001";

    private static final Pattern NUMBER = Pattern.compile("[+0-9 ()/.-]+");

    private static final String TERM =
            """
            select customer_id, last_contact from rapport.customer_term where term = :term
            order by last_contact desc, customer_id desc limit :most""";

    private static final String RECENT_NAMES =
            """
            select s.customer_id, t.last_contact
            from (select customer_id, last_contact from rapport.customer_term where term = :begin
                  order by last_contact desc, customer_id desc limit :recent) t
            join rapport.customer_search s on s.customer_id = t.customer_id
            where s.name like all(:patterns::text[])
            order by t.last_contact desc, s.customer_id desc limit :most""";

    private static final String NAMES =
            """
            select customer_id, last_contact from rapport.customer_search
            where grams @> :grams::text[] and name like all(:patterns::text[])
            order by last_contact desc, customer_id desc limit :most""";

    /** By key for each who was found, however many the planner expects. */
    private static final String LAST_CONTACT =
            "(select s.last_contact from rapport.customer_search s where s.customer_id = c.id)";

    private static final String EMAIL =
            """
            select c.id as customer_id, %1$s as last_contact
            from (select id from rapport.customer
                  where email is not null
                    and lower(email) collate "C" >= :from and lower(email) collate "C" < :to
                  union all
                  select a.survivor
                  from rapport.customer_merge m join rapport.customer_alias a on a.customer_id = m.customer_id
                  where m.undone_seq is null
                    and lower(m.profile ->> 'email') collate "C" >= :from
                    and lower(m.profile ->> 'email') collate "C" < :to) c
            order by last_contact desc, customer_id desc limit :most"""
                    .formatted(LAST_CONTACT);

    private static final String PHONE =
            """
            select c.id as customer_id, %1$s as last_contact
            from (select id from rapport.customer
                  where phone is not null
                    and reverse(regexp_replace(phone, '[^0-9]', '', 'g')) collate "C" >= :reversed
                    and reverse(regexp_replace(phone, '[^0-9]', '', 'g')) collate "C" < :reversedTo
                  union
                  select id from rapport.customer
                  where phone is not null
                    and regexp_replace(phone, '[^0-9]', '', 'g') collate "C" >= :digits
                    and regexp_replace(phone, '[^0-9]', '', 'g') collate "C" < :digitsTo) c
            order by last_contact desc, customer_id desc limit :most"""
                    .formatted(LAST_CONTACT);

    private static final String ORDER =
            """
            select c.id as customer_id, %1$s as last_contact
            from (select distinct customer_id as id
                  from (select customer_id from rapport.customer_order
                        where translate(lower(id), '#-./_ ', '') collate "C" >= :from
                          and translate(lower(id), '#-./_ ', '') collate "C" < :to and not former
                        order by translate(lower(id), '#-./_ ', '') collate "C" limit :orders) first) c
            order by last_contact desc, customer_id desc limit :most"""
                    .formatted(LAST_CONTACT);

    private static final String ID =
            "select customer_id, last_contact from rapport.customer_search where customer_id = :id";

    /** An id of any system, or of the one that is named; merged customers' identities are the survivor's. */
    private static final String IDENTITY =
            """
            select c.id as customer_id, %1$s as last_contact
            from (select distinct i.customer_id as id
                  from unnest(:systems::text[], :values::text[]) n (system, value)
                  join rapport.customer_identity i on i.value = n.value and n.system in ('', i.system)) c
            order by last_contact desc, customer_id desc limit :most"""
                    .formatted(LAST_CONTACT);

    private final JdbcClient jdbc;

    CustomerSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Finds customers.
     *
     * @param typed what somebody knows of them; what is longer than {@link #LONGEST} is cut off
     * @param most how many at the most
     * @return those of whom it is true, the newest contact first; none where nothing to be found by was typed
     */
    public List<Found> find(String typed, int most) {
        Map<String, Found> found = new LinkedHashMap<>();
        forms(typed).forEach(text -> find(text, most, found));
        return found.values().stream()
                .sorted(Comparator.comparing(Found::lastContact, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .reversed())
                .limit(most)
                .toList();
    }

    /**
     * Input methods for Chinese and Japanese write letters, digits and spaces that are as wide as their characters.
     *
     * @param typed what somebody knows of a customer
     * @return what is searched for: the same in usual letters (Unicode NFKC); behind it, where it differs, as it was typed,
     *     since an id may stand so; none where nothing was typed
     */
    public static List<String> forms(String typed) {
        return Stream.of(Normalizer.normalize(typed, Normalizer.Form.NFKC), typed)
                .map(String::strip)
                .map(CustomerSearch::cut)
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
    }

    private static String cut(String text) {
        return text.length() > LONGEST
                ? text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST)))
                : text;
    }

    private void find(String text, int most, Map<String, Found> found) {
        byId(text).forEach(one -> found.putIfAbsent(one.customerId(), one));
        byIdentity(text, most).forEach(one -> found.putIfAbsent(one.customerId(), one));
        byOrder(text, most).forEach(one -> found.putIfAbsent(one.customerId(), one));
        byEmail(text, most).forEach(one -> found.putIfAbsent(one.customerId(), one));
        byPhone(text, most).forEach(one -> found.putIfAbsent(one.customerId(), one));
        // next to no name has a digit, and among names it costs more to know that nobody is meant
        if (found.isEmpty() || text.chars().noneMatch(Character::isDigit)) {
            byName(SearchText.of(text), most).forEach(one -> found.putIfAbsent(one.customerId(), one));
        }
    }

    /**
     * @param customerId bare id
     * @return when the customer last did something, to the hour; empty if never
     */
    public Optional<Instant> lastContact(String customerId) {
        return byId(customerId).stream()
                .map(Found::lastContact)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private List<Found> byId(String text) {
        return jdbc.sql(ID)
                .param("id", text.startsWith("customer:") ? text.substring("customer:".length()) : text)
                .query((rs, n) -> found(rs.getString(1), Customers.instant(rs, "last_contact"), Match.ID))
                .list();
    }

    /** With the system before it, such as {@code shopify:5551}, or without. */
    private List<Found> byIdentity(String text, int most) {
        List<ExternalId> meant = new ArrayList<>();
        meant.add(new ExternalId(ANY_SYSTEM, text));
        meant.add(Identities.normal(new ExternalId(ExternalId.EMAIL, text)));
        meant.add(Identities.normal(new ExternalId(ExternalId.PHONE, text)));
        int colon = text.indexOf(':');
        if (colon > 0) {
            meant.add(Identities.normal(new ExternalId(text.substring(0, colon), text.substring(colon + 1))));
        }
        return found(
                jdbc.sql(IDENTITY)
                        .param("systems", Columns.of(meant, ExternalId::system))
                        .param("values", Columns.of(meant, ExternalId::value)),
                most,
                Match.IDENTITY);
    }

    private List<Found> byName(SearchText text, int most) {
        Optional<String> term = text.term();
        if (term.isPresent()) {
            return found(jdbc.sql(TERM).param("term", term.get()), most, Match.NAME);
        }
        if (text.grams().isEmpty()) {
            return List.of();
        }
        List<Found> recent = found(
                jdbc.sql(RECENT_NAMES)
                        .param("begin", text.pair().orElse(EVERYBODY))
                        .param("patterns", text.patterns())
                        .param("recent", RECENT),
                most,
                Match.NAME);
        return recent.size() == most
                ? recent
                : found(
                        jdbc.sql(NAMES)
                                .param("grams", text.grams().toArray(String[]::new))
                                .param("patterns", text.patterns()),
                        most,
                        Match.NAME);
    }

    private List<Found> byEmail(String text, int most) {
        String begin = text.toLowerCase(Locale.ROOT);
        if (begin.length() < SHORTEST_BEGINNING || begin.indexOf(' ') >= 0) {
            return List.of();
        }
        return found(jdbc.sql(EMAIL).param("from", begin).param("to", begin + LAST), most, Match.EMAIL);
    }

    /** Whether with its country or without: the zero that some countries put before an area goes with the country. */
    private List<Found> byPhone(String text, int most) {
        String typed = text.replaceAll("[^0-9]", "");
        String national = typed.replaceFirst("^0+", "");
        // a few digits with a zero before them are the end of a number
        String digits = national.length() < LEAST_DIGITS ? typed : national;
        if (digits.length() < LEAST_DIGITS || !NUMBER.matcher(text).matches()) {
            return List.of();
        }
        String reversed = new StringBuilder(digits).reverse().toString();
        return found(
                jdbc.sql(PHONE)
                        .param("reversed", reversed)
                        .param("reversedTo", reversed + ":")
                        .param("digits", digits)
                        .param("digitsTo", digits + ":"),
                most,
                Match.PHONE);
    }

    /** Letters alone are mostly the piece of a name: they are the number of an order as a whole, and not how one begins. */
    private List<Found> byOrder(String text, int most) {
        String number = text.toLowerCase(Locale.ROOT).replaceAll("[#\\-./_ ]", "");
        if (number.length() < SHORTEST_BEGINNING) {
            return List.of();
        }
        String to = number + (number.chars().anyMatch(Character::isDigit) ? LAST : FIRST);
        return found(jdbc.sql(ORDER).param("from", number).param("to", to).param("orders", ORDERS), most, Match.ORDER);
    }

    private static List<Found> found(JdbcClient.StatementSpec statement, int most, Match match) {
        return new ArrayList<>(statement
                .param("most", most)
                .query((rs, n) -> found(rs.getString("customer_id"), Customers.instant(rs, "last_contact"), match))
                .list());
    }

    private static Found found(String customerId, Instant lastContact, Match match) {
        // the driver reads -infinity as a moment before all others
        return new Found(
                customerId, lastContact == null || lastContact.isBefore(Instant.EPOCH) ? null : lastContact, match);
    }
}
