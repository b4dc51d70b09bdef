package io.rapport.customer;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerSearch.Found;
import io.rapport.customer.CustomerSearch.Match;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Staff find a customer by one field")
class CustomerSearchTest {

    @Autowired
    private CustomerSearch search;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BusinessClock clock;

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    private String register(String first, String last, Map<String, Object> more) {
        String id = newId("find");
        Map<String, Object> data = new HashMap<>(Map.of(
                "firstName", first, "email", id + "@example.com", "locale", "en-GB", "timeZone", "Europe/London"));
        if (last != null) {
            data.put("lastName", last);
        }
        data.putAll(more);
        journeys.event("customer.registered", id, data);
        return id;
    }

    private String register(String first, String last) {
        return register(first, last, Map.of());
    }

    private List<String> find(String typed) {
        return search.find(typed, 20).stream().map(Found::customerId).toList();
    }

    @Test
    @DisplayName("by a name with a number in it, where no order, address or phone number begins with what was typed")
    void numberInAName() {
        String studio = register("Quellwasser", "Studio 5417");
        assertThat(find("studio 5417")).containsExactly(studio);
        assertThat(find("quellwasser studio 54")).containsExactly(studio);
    }

    @Test
    @DisplayName(
            "by what another system calls them, with the system's name or without, and by an address declared as identity")
    void identity() {
        String number = newId("sh");
        String address = newId("mail") + "@example.org";
        String id = register(
                "Ida",
                "Ident",
                Map.of(
                        "identities",
                        List.of(Map.of("system", "shopify", "id", number), Map.of("system", "email", "id", address))));

        assertThat(search.find(number, 20)).singleElement().satisfies(found -> assertThat(found.match())
                .isEqualTo(Match.IDENTITY));
        assertThat(find("shopify:" + number)).containsExactly(id);
        assertThat(find(" shopify:" + number + " ")).containsExactly(id);
        assertThat(find("email:" + address)).containsExactly(id);
        assertThat(find(address.toUpperCase(Locale.ROOT))).containsExactly(id);
        assertThat(find("magento:" + number)).as("another system's").isEmpty();
        assertThat(find(number.substring(0, number.length() - 1)))
                .as("a piece of an id is nobody's")
                .isEmpty();
    }

    @Test
    @DisplayName("by one Chinese character, by two, and by the whole name, the newest contact first")
    void chinese() {
        String earlier = register("龘明", "王");
        clock.moveBy(Duration.ofDays(1));
        String later = register("龘", "欧阳");

        assertThat(find("龘")).containsExactly(later, earlier);
        assertThat(find("龘明")).containsExactly(earlier);
        assertThat(find("王龘明")).containsExactly(earlier);
        assertThat(find("阳龘")).containsExactly(later);
        assertThat(find("龘王")).isEmpty();
    }

    @Test
    @DisplayName("by a piece of a German name, with its marks or without, by its words in any order, by how it begins")
    void german() {
        String id = register("Anna-Lena", "Großkrülläufer");

        assertThat(find("rüllä")).containsExactly(id);
        assertThat(find("KRULLA")).containsExactly(id);
        assertThat(find("großkr")).containsExactly(id);
        assertThat(find("grosskr")).containsExactly(id);
        assertThat(find("grosskrull anna")).containsExactly(id);
        assertThat(find("lena krull an")).containsExactly(id);
        assertThat(find("krullx")).isEmpty();
        assertThat(find("krulla otto")).isEmpty();
    }

    @Test
    @DisplayName("by the first letter of a name, and by the first two")
    void beginnings() {
        String id = register("Ѫѭ", null);

        assertThat(find("ѫ")).containsExactly(id);
        assertThat(find("Ѫѭ")).containsExactly(id);
        assertThat(find("ѭ")).isEmpty();
    }

    @Test
    @DisplayName("by a common piece, of which the newest are shown")
    void common() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clock.moveBy(Duration.ofDays(i));
            ids.add(0, register("Zwölfboten", "Nr" + i));
        }

        assertThat(search.find("lfbote", 3).stream().map(Found::customerId)).isEqualTo(ids.subList(0, 3));
        assertThat(find("lfbote")).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "'+49 171 9035768', 9035768",
        "'+49 171 9035769', 0171 9035769",
        "'+49 171 9035770', +49 171 90 35 770",
        "'+49 171 9035771', 0049/171/9035771",
        "'+49 171 9035772', 5772",
        "'+49 171 9030133', 0133",
    })
    @DisplayName("by the phone number, with its country or without, however it is written, and by its end")
    void phone(String onFile, String typed) {
        String id = register("Ada", "Lovelace", Map.of("phone", onFile));

        assertThat(search.find(typed, 100)).anySatisfy(found -> {
            assertThat(found.customerId()).isEqualTo(id);
            assertThat(found.match()).isEqualTo(Match.PHONE);
        });
    }

    @Test
    @DisplayName("by how the mail address begins, in any letters")
    void email() {
        String id = register("Ada", "Lovelace", Map.of("email", "Quirin.Zacharias@Example.com"));

        assertThat(find("quirin.z")).containsExactly(id);
        assertThat(find("QUIRIN.ZACHARIAS@example.com")).containsExactly(id);
        assertThat(find("qu")).doesNotContain(id);
    }

    @Test
    @DisplayName("by an order's number, with its signs or without, and by the customer's own id")
    void numbers() {
        String id = register("Ada", "Lovelace");
        String number = "XK-" + new Random().nextInt(1_000_000, 10_000_000) + "/A";
        journeys.event("order.placed", id, Shop.orderData(number.replace('/', '-'), 12));

        assertThat(find(number)).containsExactly(id);
        assertThat(find("#" + number.replace("-", "").toLowerCase())).containsExactly(id);
        assertThat(find(number.substring(0, 9))).containsExactly(id);
        assertThat(find(id)).containsExactly(id);
        assertThat(find("customer:" + id)).containsExactly(id);
    }

    @Test
    @DisplayName("by an order's number without a digit, as a whole; how it begins is taken for a piece of a name")
    void numberWithoutDigits() {
        String id = register("Ada", "Lovelace");
        String number = new Random()
                .ints(9, 'a', 'z' + 1)
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining("", "QX-", ""))
                .toUpperCase(Locale.ROOT);
        journeys.event("order.placed", id, Shop.orderData(number, 12));

        assertThat(search.find(number, 20)).singleElement().satisfies(found -> {
            assertThat(found.customerId()).isEqualTo(id);
            assertThat(found.match()).isEqualTo(Match.ORDER);
        });
        assertThat(find("#" + number.replace("-", "").toLowerCase(Locale.ROOT))).containsExactly(id);
        assertThat(find(number.substring(0, 8))).isEmpty();
    }

    /** As input methods for Chinese type it: letters, digits and signs as wide as the characters. */
    private static String wide(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf((char) (c == ' ' ? '\u3000' : c > ' ' && c <= '~' ? c + 0xFEE0 : c)))
                .collect(Collectors.joining());
    }

    @Test
    @DisplayName("whatever the width of letters and digits, both of what is typed and of the name that is known")
    void widths() {
        String digits = String.valueOf(new Random().nextInt(100_000, 1_000_000));
        String id = register(
                "Ｑｕｅｎｔｉｎ",
                "Ｂreitkopf　Ｌang",
                Map.of("email", "breit." + digits + "@example.com", "phone", "+49 171 7" + digits));
        journeys.event("order.placed", id, Shop.orderData("BR-" + digits, 12));

        for (String typed : List.of(
                "quentin breitk", "lang quent", "BR-" + digits, "breit." + digits + "@", "0171 7" + digits, id)) {
            assertThat(find(typed)).as(typed).containsExactly(id);
            assertThat(find(wide(typed))).as(wide(typed)).containsExactly(id);
        }
    }

    @Test
    @DisplayName("by an id that is written in wide letters itself, as it stands")
    void wideId() {
        String id = wide(newId("find"));
        jdbc.sql("insert into rapport.customer (id, first_name, registered_at) values (?, 'Wide', now())")
                .param(id)
                .update();
        assertThat(find(id)).containsExactly(id);
    }

    @Test
    @DisplayName("by the new name after a change, and not by the old one")
    void renamed() {
        String id = register("龞", "Zwilchenbart");
        journeys.event("customer.updated", id, Map.of("firstName", "龟", "lastName", "Zwilchenbauer"));

        assertThat(find("龟")).containsExactly(id);
        assertThat(find("龞")).isEmpty();
        assertThat(find("zwilchenbau")).containsExactly(id);
        assertThat(find("zwilchenbar")).isEmpty();
    }

    @Test
    @DisplayName("never again once erased: no piece of the name stays")
    void erased() {
        String id = register("龠", "Lilienthalmann", Map.of("phone", "+49 30 77889911"));
        journeys.event("customer.erased", id, Map.of());

        assertThat(find("龠")).isEmpty();
        assertThat(find("lilienthalm")).isEmpty();
        assertThat(find("77889911")).isEmpty();
        assertThat(jdbc.sql("select count(*) from rapport.customer_term where customer_id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql(
                                "select name || array_to_string(grams, '') from rapport.customer_search where customer_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEmpty();
    }

    @Test
    @DisplayName("who did something is first again; what the shop does is no contact, and an hour makes no difference")
    void lastContact() {
        String first = register("鼗", "Anna");
        clock.moveBy(Duration.ofHours(2));
        String second = register("鼗", "Berta");
        clock.moveBy(Duration.ofHours(4));
        String order = newId("o");
        journeys.event("order.placed", first, Shop.orderData(order, 12));
        assertThat(find("鼗")).containsExactly(first, second);

        clock.moveBy(Duration.ofHours(6));
        journeys.event("customer.updated", second, Map.of("locale", "de-DE"));
        journeys.event("order.delivered", first, Map.of("orderId", order));
        assertThat(find("鼗")).containsExactly(first, second);

        clock.moveBy(Duration.ofHours(8));
        journeys.event("contact.preferred", second, wish("less"));
        clock.moveBy(Duration.ofHours(8).plusMinutes(30));
        journeys.event("contact.preferred", first, wish("less"));
        journeys.event("contact.preferred", second, wish("normal"));
        assertThat(find("鼗")).containsExactly(first, second);
        assertThat(jdbc.sql(
                                """
                        select count(*) from rapport.customer_term t join rapport.customer_search s using (customer_id)
                        where customer_id in (:ids) and t.last_contact <> s.last_contact""")
                        .param("ids", List.of(first, second))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static Map<String, Object> wish(String pace) {
        return Map.of("pace", pace, "source", "page", "wording", pace);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna Müller",
                "王小明",
                "O'Neil-Meyer",
                "Ἀθηνᾶ Σοφός",
                "МОСКВА Пётр",
                "𠮷野家",
                "山田 はなこ",
                "ガガ",
                "김철수",
                "Nguyễn Thị",
                "İpek Şahin",
                "  x ",
                "a王b",
                "欧阳Anna",
                "%_\\",
                "D’Artagnan",
                "José · Luis",
                "Ａｎｎａ　Ｍüller",
                "ﾊﾅｺ㈱",
                "王（Ａ）"
            })
    @DisplayName("cuts names in the database as it cuts what is typed")
    void sameCut(String name) {
        SearchText typed = SearchText.of(name);
        String[] kept = jdbc.sql("select rapport.search_grams(rapport.search_name(:name::text, null))")
                .param("name", name)
                .query((rs, n) -> (String[]) rs.getArray(1).getArray())
                .single();
        String folded = jdbc.sql("select rapport.search_name(:name::text, null)")
                .param("name", name)
                .query(String.class)
                .single();

        assertThat(folded.strip()).isEqualTo(String.join(" ", typed.words()));
        assertThat(kept).containsAll(typed.grams()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("cuts names of letters word by word: how a word begins, and each three letters in a row, each once")
    void letters() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            StringBuilder name = new StringBuilder();
            Set<String> pieces = new TreeSet<>();
            for (int word = random.nextInt(4); word >= 0; word--) {
                String letters = random.ints(1 + random.nextInt(9), 0, 6)
                        .mapToObj("abcéжñ"::charAt)
                        .map(String::valueOf)
                        .collect(Collectors.joining());
                name.append(' ').append(letters);
                pieces.add(" " + letters.charAt(0));
                if (letters.length() > 1) {
                    pieces.add(" " + letters.substring(0, 2));
                }
                for (int at = 0; at + 3 <= letters.length(); at++) {
                    pieces.add(letters.substring(at, at + 3));
                }
            }
            assertThat(grams(name.toString())).containsExactlyInAnyOrderElementsOf(pieces);
        }
        assertThat(grams("")).isEmpty();
    }

    private String[] grams(String folded) {
        return jdbc.sql("select rapport.search_grams(:name)")
                .param("name", folded)
                .query((rs, n) -> (String[]) rs.getArray(1).getArray())
                .single();
    }

    @Test
    @DisplayName("also whoever came by one statement for many, or went by one")
    void sets() {
        jdbc.sql(
                        """
                insert into rapport.customer (id, first_name, last_name, registered_at)
                select 'set-' || i, '韄', 'Nummer' || i, timestamptz '2001-01-01' + i * interval '1 day'
                from generate_series(1, 50) i""")
                .update();
        assertThat(find("韄")).hasSize(20).startsWith("set-50", "set-49");

        jdbc.sql("update rapport.customer set first_name = '韅' where id like 'set-%'")
                .update();
        assertThat(find("韄")).isEmpty();
        assertThat(find("韅")).hasSize(20).startsWith("set-50");

        jdbc.sql("delete from rapport.customer where id like 'set-%'").update();
        assertThat(find("韅")).isEmpty();
        assertThat(find("set-7")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "%", "_", "'", "\\", "--", "()", "+"})
    @DisplayName("finds nobody by signs alone")
    void signs(String typed) {
        assertThat(find(typed)).isEmpty();
    }
}
