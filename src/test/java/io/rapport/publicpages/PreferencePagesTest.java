package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Channel;
import io.rapport.channel.ChannelMessage;
import io.rapport.channel.SendResult;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Preferences;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.template.MessageCatalogue;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.servlet.ModelAndView;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

@RapportTest
@DisplayName("The preference page")
@Tag("slow")
class PreferencePagesTest {

    @Autowired
    private Links links;

    @Autowired
    private FormStamp stamps;

    @Autowired
    private Consents consents;

    @Autowired
    private Preferences preferences;

    @Autowired
    private PreferenceActions actions;

    @Autowired
    private Customers customers;

    @Autowired
    private ITemplateEngine templates;

    @Autowired
    private MessageCatalogue catalogue;

    @Autowired
    private Panels panels;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BusinessClock clock;

    @LocalServerPort
    private int port;

    private final HttpClient browser = HttpClient.newHttpClient();
    private String customer;
    private URI link;

    @BeforeEach
    void meet() {
        customer = customer("en-GB");
        link = link(Purpose.PREFERENCES, null);
    }

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
        panels.invitation(customer).ifPresent(invitation -> {
            for (String table :
                    List.of("panel_invitation where round_id", "panel_text where round_id", "panel_round where id")) {
                jdbc.sql("delete from rapport." + table + " = ?")
                        .param(invitation.roundId())
                        .update();
            }
        });
    }

    private String customer(String locale) {
        String id = Journeys.newId("chooses");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Ada",
                        "lastName", "Lovelace",
                        "email", "ada.lovelace@example.com",
                        "phone", "+44 20 7946 0112",
                        "locale", locale,
                        "timeZone", "Europe/London"));
        return id;
    }

    private URI link(Purpose purpose, String about) {
        URI made = links.link(purpose, UUID.randomUUID(), customer, about, null);
        return URI.create("http://localhost:" + port + made.getPath());
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return browser.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Document get(URI address) {
        return Jsoup.parse(exchange(HttpRequest.newBuilder(address).build()).body());
    }

    private HttpResponse<String> send(URI address, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return exchange(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** What a browser would send, had the page been open for a while. */
    private Map<String, String> form(Document page) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Element field : page.select("form input[name], form select[name]")) {
            boolean box = field.attr("type").matches("checkbox|radio");
            if (field.normalName().equals("select")) {
                fields.put(field.attr("name"), field.select("option[selected]").attr("value"));
            } else if (!box || field.hasAttr("checked")) {
                fields.put(field.attr("name"), field.attr("value"));
            }
        }
        String token = link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
        fields.put("seen", stamps.make(token, clock.instant().minusSeconds(5)));
        return fields;
    }

    /** Opens the page, touches some fields (null unticks a box), taps a button, and lets the inbox work. */
    private Document choose(String button, String... touched) {
        Map<String, String> form = form(get(link));
        for (int i = 0; i < touched.length; i += 2) {
            if (touched[i + 1] == null) {
                form.remove(touched[i]);
            } else {
                form.put(touched[i], touched[i + 1]);
            }
        }
        form.put("act", button);
        return settled(send(link, form));
    }

    private Document settled(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        journeys.settle();
        return Jsoup.parse(answer.body());
    }

    private URI undo(Document result) {
        return URI.create("http://localhost:" + port + result.select("form").attr("action"));
    }

    /** Somebody has read the page and taps its button. */
    private HttpResponse<String> takeBack(URI undo) {
        String token = undo.getPath().substring(undo.getPath().lastIndexOf('/') + 1);
        return send(undo, Map.of("seen", stamps.make(token, clock.instant().minusSeconds(5))));
    }

    private List<String> ticked(Document page) {
        return page.select("input[type=checkbox][checked]").eachAttr("name");
    }

    private int events() {
        return jdbc.sql(
                        "select count(*) from rapport.inbox_event where customer_id = ? and type <> 'customer.registered'")
                .params(customer)
                .query(Integer.class)
                .single();
    }

    @Nested
    @DisplayName("shows")
    class Shows {

        @Test
        @DisplayName("topics that can be turned off, with what holds for each: care until there is an objection,"
                + " advertising only by consent")
        void topics() {
            Document page = get(link);

            assertThat(page.select("fieldset.topic legend").eachText())
                    .containsExactly("Offers and news", "Tips", "Greetings", "Surveys and reviews", "Customer panel");
            assertThat(ticked(page))
                    .containsExactly("is.email.tips", "is.email.greetings", "is.email.surveys", "is.email.panel");
            assertThat(page.select("input[type=radio][checked]").attr("value")).isEqualTo("normal");
            assertThat(page.select("#hour option[selected]").text()).isEqualTo("Any time");
        }

        @Test
        @DisplayName("what is owed, without any means to turn it off")
        void owed() {
            Document page = get(link);

            assertThat(page.select(".owed b").eachText())
                    .containsExactly("Your orders", "Your account", "Your complaints");
            assertThat(page.select("input[name*=orders], input[name*=account], input[name*=complaints]"))
                    .isEmpty();

            // not even for who writes the form by hand
            choose("save", "was.email.orders", "unknown", "is.email.orders", null);
            assertThat(events()).isZero();
        }

        @Test
        @DisplayName("nothing personal beyond a shortened address: the mail may have been passed on")
        void nothingPersonal() {
            String page = exchange(HttpRequest.newBuilder(link).build()).body();

            assertThat(page)
                    .contains("a…@e…")
                    .doesNotContain("Ada", "Lovelace", "lovelace", "example.com", "7946", customer);
        }

        @Test
        @DisplayName("only the ways on which the customer can be reached")
        void reachable() {
            assertThat(get(link).select("fieldset.topic .choice").eachText()).containsOnly("by e-mail");
            jdbc.sql("update rapport.customer set email = null where id = ?")
                    .params(customer)
                    .update();

            Document page = get(link);

            assertThat(page.select("fieldset.topic")).isEmpty();
            assertThat(page.select(".address")).isEmpty();
        }

        @Test
        @DisplayName("text messages where the company sends them and knows the number")
        void textMessages() {
            Customer known = customers.find(customer).orElseThrow();
            URI held = links.link(Purpose.PREFERENCES, UUID.randomUUID(), customer, null, null);
            String token = held.getPath().substring(3);
            Links.Link read = links.read(token).orElseThrow();
            PageTexts texts = PageTexts.in(Locale.ENGLISH);
            PreferencePages pages =
                    new PreferencePages(actions, stamps, links, catalogue, channelForTextMessages(), panels, clock);

            Document page =
                    Jsoup.parse(render(pages.show(new ModelAndView(), token, read, known, texts, Map.of(), "stamp")));
            assertThat(page.select("fieldset.topic:has(input[name^=is.sms])")
                            .select("legend")
                            .eachText())
                    .as("the topics of messages that may go as text")
                    .isNotEmpty();
            String box = page.select("input[name^=is.sms]").attr("name").substring(3);
            pages.act(
                    new ModelAndView(),
                    token,
                    read,
                    known,
                    texts,
                    Map.of("seen", "stamp", "was." + box, "unknown", "is." + box, "on", "act", "save"));
            pages.act(
                    new ModelAndView(),
                    token,
                    read,
                    known,
                    texts,
                    Map.of("seen", "two", "was." + box, "granted", "act", "save"));
            journeys.settle();

            assertThat(consents.inForce(customer, "sms", box.substring(4))).hasValue(false);
            assertThat(consents.inForce(customer, "email", box.substring(4))).isEmpty();
        }

        @Test
        @DisplayName("itself in the customer's language, whatever the browser's")
        void chinese() {
            customer = customer("zh-CN");
            Document page = get(link(Purpose.PREFERENCES, null));

            assertThat(page.select("html").attr("lang")).isEqualTo("zh-CN");
            assertThat(page.text())
                    .contains("您希望收到我们的哪些消息", "优惠与新品", "暂停 30 天", "您的投诉")
                    .doesNotContain("Offers", "Save");
        }

        @Test
        @DisplayName("every topic of the messages under a name in each language")
        void named() {
            for (Locale locale : catalogue.brand().locales()) {
                assertThat(Topics.all(catalogue, locale)).isNotEmpty().allSatisfy(topic -> {
                    assertThat(topic.title()).isNotEqualTo(topic.key());
                    assertThat(topic.about()).isNotBlank();
                });
            }
        }

        @Test
        @DisplayName("a label for each field, a legend for each group, and its headings in order")
        void labelled() {
            Document page = get(link);

            assertThat(page.select("input:not([type=hidden]), select"))
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(field.closest("label") != null
                                    || !page.select("label[for=" + field.id() + "]")
                                            .isEmpty())
                            .as(field.outerHtml())
                            .isTrue());
            assertThat(page.select("fieldset"))
                    .allSatisfy(group -> assertThat(group.child(0).normalName()).isEqualTo("legend"));
            assertThat(page.select("h1")).hasSize(1);
            assertThat(page.select("[aria-describedby]")).isNotEmpty().allSatisfy(described -> assertThat(
                            page.getElementById(described.attr("aria-describedby")))
                    .isNotNull());
        }
    }

    /** A company that sends text messages. */
    private static ObjectProvider<Channel> channelForTextMessages() {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("sms", new Channel() {
            @Override
            public String key() {
                return "sms";
            }

            @Override
            public boolean reaches(Customer customer) {
                return customer.phone() != null;
            }

            @Override
            public SendResult send(ChannelMessage message) {
                throw new UnsupportedOperationException("nothing is sent here");
            }
        });
        return beans.getBeanProvider(Channel.class);
    }

    private String render(ModelAndView view) {
        Map<String, Object> model = new LinkedHashMap<>(view.getModel());
        model.put("t", PageTexts.in(Locale.ENGLISH).all("form."));
        model.putIfAbsent("language", "en");
        model.putIfAbsent("brand", "Leaf & Kettle");
        MockHttpServletRequest request = new MockHttpServletRequest();
        var exchange = JakartaServletWebApplication.buildApplication(new MockServletContext())
                .buildExchange(request, new MockHttpServletResponse());
        return templates.process(view.getViewName(), new WebContext(exchange, Locale.ENGLISH, model));
    }

    @Nested
    @DisplayName("lets the customer")
    class Lets {

        @Test
        @DisplayName("turn a topic off and another on; the ledger keeps basis, source and the words that were shown")
        void topics() {
            Document result = choose("save", "is.email.tips", null, "is.email.offers", "on");

            assertThat(result.select(".changes li").eachText())
                    .containsExactly("Offers and news by e-mail: on", "Tips by e-mail: off");
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "surveys")).isEmpty();
            assertThat(consents.ledger(customer))
                    .extracting(
                            Consents.Entry::topic,
                            Consents.Entry::basis,
                            Consents.Entry::source,
                            Consents.Entry::wording)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    "tips",
                                    "legitimate-interest",
                                    "preference page",
                                    "Tips by e-mail: off (How to get the most out of what you bought.)"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "offers",
                                    "consent",
                                    "preference page",
                                    "Offers and news by e-mail: on (New teas, seasonal offers and coupons.)"));
            assertThat(ticked(get(link)))
                    .containsExactly("is.email.offers", "is.email.greetings", "is.email.surveys", "is.email.panel");
        }

        @Test
        @DisplayName("choose how often and when")
        void contact() {
            choose("save", "is.pace", "less", "is.hour", "19");

            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, null, 19));
            choose("save", "is.hour", "none");
            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, null, null));
        }

        @Test
        @DisplayName("pause for 30 days, and end the pause")
        void pause() {
            Document result = choose("pause");
            Instant until = preferences.of(customer).pausedUntil();

            assertThat(until).isCloseTo(clock.instant().plus(Duration.ofDays(30)), within(1, ChronoUnit.MINUTES));
            assertThat(result.select(".changes").text()).startsWith("Paused until ");
            Document page = get(link);
            assertThat(page.select(".note").text()).startsWith("Paused until ");
            assertThat(page.select("button").eachAttr("value"))
                    .contains("resume")
                    .doesNotContain("pause");

            choose("resume");
            assertThat(preferences.of(customer).isPaused(clock.instant())).isFalse();
            assertThat(get(link).select("button").eachAttr("value")).contains("pause");
        }

        @Test
        @DisplayName("turn everything off at once, topics to come as well, and begin anew with one of them")
        void off() {
            choose("save", "is.email.offers", "on");
            choose("off");

            for (String topic : List.of("offers", "tips", "surveys", "topic-to-come")) {
                assertThat(consents.inForce(customer, "email", topic)).as(topic).hasValue(false);
            }
            assertThat(ticked(get(link))).isEmpty();

            choose("save", "is.email.tips", "on");
            assertThat(ticked(get(link))).containsExactly("is.email.tips");
        }

        @Test
        @DisplayName("send the form as it is, which changes nothing")
        void unchanged() {
            assertThat(choose("save").select("h1").text()).isEqualTo("Nothing has changed");
            assertThat(events()).isZero();
        }

        @Test
        @DisplayName("tap twice on a button without saying it twice")
        void twice() {
            Map<String, String> form = form(get(link));
            form.put("act", "pause");
            form.remove("is.email.tips");

            Document first = Jsoup.parse(send(link, form).body());
            Document second = settled(send(link, form));
            Document third = settled(send(link, form));

            assertThat(events()).isEqualTo(2);
            assertThat(List.of(second, third)).allSatisfy(again -> {
                assertThat(again.select("h1").text()).isEqualTo("Saved");
                assertThat(again.select(".changes").text())
                        .isEqualTo(first.select(".changes").text());
                assertThat(again.select("form button").text()).isEqualTo("Undo");
            });
        }

        @Test
        @DisplayName("change in one window only what was touched there, whatever another window did meanwhile")
        void twoWindows() {
            Map<String, String> old = form(get(link));
            choose("save", "is.email.tips", null);
            old.put("act", "save");
            old.put("is.pace", "less");

            settled(send(link, old));

            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);
            assertThat(preferences.of(customer).pace()).isEqualTo(Pace.LESS);
        }
    }

    @Nested
    @DisplayName("takes back")
    class TakesBack {

        @Test
        @DisplayName("a change, exactly: who never said is again one who never said")
        void exactly() {
            choose("save", "is.email.offers", "on", "is.hour", "9");
            Document result =
                    choose("save", "is.email.offers", null, "is.email.tips", null, "is.pace", "less", "is.hour", "19");

            Document undone = settled(takeBack(undo(result)));

            assertThat(undone.select("h1").text()).isEqualTo("Taken back");
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.NORMAL, null, 9));
        }

        @Test
        @DisplayName("a pause, and the end of one")
        void pause() {
            Document paused = choose("pause");
            Instant until = preferences.of(customer).pausedUntil();
            Document resumed = choose("resume");

            settled(takeBack(undo(resumed)));
            assertThat(preferences.of(customer).pausedUntil()).isEqualTo(until);
            settled(takeBack(undo(paused)));
            assertThat(preferences.of(customer).pausedUntil()).isNull();
        }

        @Test
        @DisplayName("that everything was turned off, and all is as it was")
        void off() {
            choose("save", "is.email.offers", "on", "is.email.surveys", null);

            settled(takeBack(undo(choose("off"))));

            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "surveys")).hasValue(false);
            assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
        }

        @Test
        @DisplayName("that everything was turned off for the second time")
        void offAgain() {
            choose("off");
            choose("save", "is.email.tips", "on");

            settled(takeBack(undo(choose("off"))));

            assertThat(consents.inForce(customer, "email", "tips")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(false);
        }

        @Test
        @DisplayName("an unsubscription")
        void unsubscription() {
            URI unsubscribe = link(Purpose.UNSUBSCRIBE, "tips");
            String token = unsubscribe.getPath().substring(3);
            Document result = settled(send(
                    unsubscribe,
                    Map.of("seen", stamps.make(token, clock.instant().minusSeconds(5)))));
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);

            settled(takeBack(undo(result)));

            assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
        }

        @Test
        @DisplayName("a change once, however often it is asked to, also when something was chosen since")
        void once() {
            Document result = choose("save", "is.email.tips", null);
            settled(takeBack(undo(result)));
            choose("save", "is.email.tips", null);

            settled(takeBack(undo(result)));

            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);
        }

        @Test
        @DisplayName("nothing for who has not seen the form, or sends it faster than anybody reads: it would make a"
                + " consent of a withdrawal")
        void notUnseen() {
            choose("save", "is.email.offers", "on");
            Document result = choose("save", "is.email.offers", null);
            String fresh = result.select("form input[name=seen]").attr("value");

            HttpResponse<String> unseen = send(undo(result), Map.of());
            HttpResponse<String> hasty = send(undo(result), Map.of("seen", fresh));
            journeys.settle();

            assertThat(List.of(unseen.statusCode(), hasty.statusCode())).containsOnly(422);
            assertThat(hasty.body()).contains("Take the change back?", "Please tap once more");
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(false);
            Map<String, String> again = Map.of(
                    "seen",
                    Jsoup.parse(hasty.body()).select("form input[name=seen]").attr("value"));
            clock.moveBy(FormStamp.FASTEST);
            settled(send(undo(result), again));
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
        }

        @Test
        @DisplayName("a change once: asked again it says so, and what holds now")
        void saysThatItWasUsed() {
            URI undo = undo(choose("save", "is.email.tips", null));
            settled(takeBack(undo));
            Document twice = settled(takeBack(undo));
            assertThat(twice.select("h1").text()).isEqualTo("This was taken back already");
            assertThat(twice.select(".changes").text()).isEqualTo("Tips by e-mail: on");

            choose("save", "is.email.tips", null);

            for (Document page : List.of(settled(takeBack(undo)), get(undo))) {
                assertThat(page.select("h1").text()).isEqualTo("This was taken back already");
                assertThat(page.select(".changes").text()).isEqualTo("Tips by e-mail: off");
                assertThat(page.select("form")).isEmpty();
            }
        }

        @ParameterizedTest
        @CsvSource({
            "en-GB, What you answered in the customer panel was deleted, You cannot answer again in the round that is open now",
            "zh-CN, 您在客户共创中的答复已在撤回时删除, 目前这一轮您不能再次答复"
        })
        @DisplayName("the withdrawal from the panel, but not the answer, and says so before and after")
        void panel(String locale, String answerIsGone, String roundIsClosed) {
            customer = customer(locale);
            link = link(Purpose.PREFERENCES, null);
            answerPanel();
            Document offers = choose("save", "is.email.tips", null);
            assertThat(get(undo(offers)).text()).doesNotContain(answerIsGone);

            URI undo = undo(choose("save", "is.email.panel", null));

            assertThat(get(undo).text()).contains(answerIsGone, roundIsClosed);
            assertThat(settled(takeBack(undo)).text()).contains(answerIsGone, roundIsClosed);
            assertThat(consents.inForce(customer, "email", "panel")).hasValue(true);
            assertThat(panels.invitation(customer).orElseThrow().leftAt()).isNotNull();
        }

        private void answerPanel() {
            long round = panels.open(
                    "lena",
                    "no-segment-" + customer,
                    1,
                    clock.instant().plus(Duration.ofDays(9)),
                    Map.of("en", new PanelRound.Text("Tins", "Which size?", List.of(), null)));
            jdbc.sql(
                            """
                    insert into rapport.panel_invitation (id, round_id, customer_id, invited_at)
                    values (?, ?, ?, ?)""")
                    .params(UUID.randomUUID().toString(), round, customer, Timestamp.from(clock.instant()))
                    .update();
            journeys.event(
                    "consent.granted",
                    customer,
                    Map.of(
                            "channel",
                            "email",
                            "topic",
                            "panel",
                            "source",
                            "panel page",
                            "wording",
                            "Yes, I take part."));
            journeys.event("panel.answered", customer, Map.of("round", round, "comment", "Small ones"));
        }

        @Test
        @DisplayName("a change by two quick taps, both of which say what will hold")
        void twoTaps() {
            URI undo = undo(choose("save", "is.email.tips", null));

            takeBack(undo);

            assertThat(Jsoup.parse(takeBack(undo).body()).select(".changes").text())
                    .isEqualTo("Tips by e-mail: on");
        }

        @Test
        @DisplayName("nothing by being opened, and nothing after a day")
        void notByLooking() {
            URI undo = undo(choose("save", "is.email.tips", null));

            assertThat(get(undo).text()).contains("Take the change back?", "Tips by e-mail: on");
            journeys.settle();
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);

            clock.moveBy(Duration.ofHours(25));
            assertThat(takeBack(undo).statusCode()).isEqualTo(410);
        }
    }

    @Nested
    @DisplayName("believes what the customer said last, within one and the same moment:")
    class LastWord {

        private URI optOut;

        @BeforeEach
        void stopTheClock() {
            clock.moveTo(clock.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(30));
            optOut = link(Purpose.UNSUBSCRIBE, "offers");
            journeys.event("consent.granted", customer, said("offers"));
        }

        private Document oneClick() {
            HttpResponse<String> answer = send(optOut, Map.of("List-Unsubscribe", "One-Click"));
            assertThat(answer.statusCode()).isEqualTo(200);
            return Jsoup.parse(answer.body());
        }

        private Document button() {
            String token = optOut.getPath().substring(3);
            HttpResponse<String> answer = send(
                    optOut, Map.of("seen", stamps.make(token, clock.instant().minusSeconds(5))));
            assertThat(answer.statusCode()).isEqualTo(200);
            return Jsoup.parse(answer.body());
        }

        private Map<String, Object> said(String topic) {
            return Map.of("channel", "email", "topic", topic, "source", "shop", "wording", "as shown");
        }

        private boolean mayGetOffers() {
            journeys.settle();
            return consents.granted(customer, "email", "offers");
        }

        @Test
        @DisplayName("an opt-out, Undo, and the opt-out again, over and over, by the mail program as by the button")
        void optOutUndoOptOut() {
            for (int round = 0; round < 3; round++) {
                Document result = round == 1 ? button() : oneClick();
                assertThat(result.select("h1").text()).isEqualTo("You are unsubscribed");
                assertThat(mayGetOffers()).as("round %d, opted out", round).isFalse();
                assertThat(Jsoup.parse(takeBack(undo(result)).body())
                                .select("h1")
                                .text())
                        .isEqualTo("Taken back");
                assertThat(mayGetOffers()).as("round %d, taken back", round).isTrue();
            }
        }

        @Test
        @DisplayName("the same while nothing of it is processed yet")
        void beforeAnythingIsWorkedOff() {
            for (int round = 0; round < 3; round++) {
                takeBack(undo(oneClick()));
            }
            Document result = button();

            assertThat(result.select("h1").text()).isEqualTo("You are unsubscribed");
            assertThat(mayGetOffers()).isFalse();
        }

        @Test
        @DisplayName("an opt-out after a consent that a shop sent, processed or not")
        void optOutAfterAnothersConsent() {
            for (boolean workedOff : new boolean[] {true, false}) {
                oneClick();
                journeys.accept(Journeys.newId("e"), "consent.granted", customer, said("offers"));
                if (workedOff) {
                    journeys.settle();
                }
                oneClick();
                assertThat(mayGetOffers()).isFalse();
                journeys.event("consent.granted", customer, said("offers"));
            }
        }

        @Test
        @DisplayName("an opt-out that was given up and never took effect is not taken for one")
        void givenUp() {
            oneClick();
            jdbc.sql("update rapport.inbox_event set state = 'dead', settled_at = now(), reason = 'test'"
                            + " where customer_id = ? and type = 'consent.withdrawn'")
                    .params(customer)
                    .update();
            oneClick();
            assertThat(mayGetOffers()).isFalse();
        }

        @Test
        @DisplayName("an opt-out and a form that were sent long ago, and whose events are deleted")
        void afterRetention() {
            Map<String, String> form = form(get(link));
            form.put("act", "save");
            form.remove("is.email.offers");
            for (int round = 0; round < 2; round++) {
                oneClick();
                assertThat(mayGetOffers()).isFalse();
                journeys.event("consent.granted", customer, said("offers"));
                send(link, form);
                assertThat(mayGetOffers()).isFalse();
                journeys.event("consent.granted", customer, said("offers"));
                jdbc.sql("with gone as (delete from rapport.inbox_event where customer_id = ? returning source, id)"
                                + " insert into rapport.inbox_identity (identity, noted_at)"
                                + " select rapport.inbox_identity_of(source, id), now() from gone")
                        .params(customer)
                        .update();
            }
        }

        @Test
        @DisplayName("a repetition changes nothing: two taps, one entry")
        void repeated() {
            int before = events();
            oneClick();
            oneClick();
            journeys.settle();
            oneClick();
            assertThat(events()).isEqualTo(before + 1);
        }

        @Test
        @DisplayName("the same form sent again after Undo, whose own Undo works as well")
        void sameFormAgain() {
            Map<String, String> form = form(get(link));
            form.put("act", "save");
            form.remove("is.email.offers");
            for (int round = 0; round < 3; round++) {
                Document saved = Jsoup.parse(send(link, form).body());
                assertThat(saved.select("h1").text()).isEqualTo("Saved");
                assertThat(mayGetOffers()).as("round %d", round).isFalse();
                assertThat(Jsoup.parse(takeBack(undo(saved)).body())
                                .select("h1")
                                .text())
                        .isEqualTo("Taken back");
                assertThat(mayGetOffers()).as("round %d, taken back", round).isTrue();
            }
        }

        @Test
        @DisplayName("the same pace chosen, taken back and chosen while nothing is processed")
        void paceBeforeAnythingIsWorkedOff() {
            Map<String, String> form = form(get(link));
            form.put("act", "save");
            form.put("is.pace", "less");
            takeBack(undo(Jsoup.parse(send(link, form).body())));
            assertThat(get(link).select("input[type=radio][checked]").attr("value"))
                    .isEqualTo("normal");
            send(link, form);
            assertThat(get(link).select("input[type=radio][checked]").attr("value"))
                    .isEqualTo("less");
            journeys.settle();
            assertThat(preferences.of(customer).pace()).isEqualTo(Pace.LESS);
        }
    }

    @Nested
    @DisplayName("cannot be harmed by")
    class Harm {

        @Test
        @DisplayName("programs that only read: GET and HEAD change nothing, whatever they ask for")
        void programs() {
            get(URI.create(link + "?act=off"));
            get(URI.create(link + "?act=pause&is.pace=less&was.pace=normal"));
            HttpResponse<String> head = exchange(HttpRequest.newBuilder(link)
                    .method("HEAD", BodyPublishers.noBody())
                    .build());

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(events()).isZero();
        }

        @Test
        @DisplayName("programs that send the form unseen or at once; a person is asked to tap once more, and keeps what"
                + " was typed")
        void sending() {
            Map<String, String> form = form(get(link));
            form.put("act", "save");
            form.put("is.pace", "less");
            form.remove("is.email.tips");
            form.remove("seen");
            Document unseen = Jsoup.parse(send(link, form).body());
            form.put("seen", get(link).select("input[name=seen]").attr("value"));
            Document hasty = Jsoup.parse(send(link, form).body());

            for (Document again : List.of(unseen, hasty)) {
                assertThat(again.select("[role=status]").text()).startsWith("Please tap once more");
                assertThat(ticked(again)).containsExactly("is.email.greetings", "is.email.surveys", "is.email.panel");
                assertThat(again.select("input[type=radio][checked]").attr("value"))
                        .isEqualTo("less");
            }
            assertThat(events()).isZero();

            clock.moveBy(Duration.ofSeconds(3));
            Map<String, String> second = form(hasty);
            second.put("seen", hasty.select("input[name=seen]").attr("value"));
            second.put("act", "save");
            settled(send(link, second));
            assertThat(preferences.of(customer).pace()).isEqualTo(Pace.LESS);
        }

        @Test
        @DisplayName("stamps of other links, or of nobody")
        void foreignStamps() {
            Map<String, String> form = form(get(link));
            form.put("act", "off");
            String ours = form.get("seen");
            for (String forged : List.of(
                    "", ".", "x", ours + "x", "zzzzzzzzzzzzzzzzz" + ours, stamps.make("other", Instant.EPOCH))) {
                form.put("seen", forged);
                assertThat(send(link, form).body()).contains("Please tap once more");
            }
            assertThat(events()).isZero();
        }

        @Test
        @DisplayName("fields that nobody offered")
        void oddFields() {
            for (String[] odd : List.of(
                    new String[] {"is.pace", "hourly"},
                    new String[] {"is.hour", "99"},
                    new String[] {"was.email.x'; drop table x; --", "granted"},
                    new String[] {"was.fax.offers", "granted"},
                    new String[] {"is.email.no-such-topic", "on"},
                    new String[] {"is.email.tips", "off"},
                    new String[] {"was.email.all", "nonsense"},
                    new String[] {"was.pause", "+1000000000-12-31T23:59:59Z"},
                    new String[] {"was.pause", "-1000000000-01-01T00:00:00Z"},
                    new String[] {"act", "everything"},
                    new String[] {"offers", "on"},
                    new String[] {"next", "https://evil.example"})) {
                Map<String, String> form = form(get(link));
                form.put("act", "save");
                form.put(odd[0], odd[1]);

                HttpResponse<String> answer = send(link, form);

                assertThat(answer.statusCode()).as(odd[0]).isEqualTo(422);
                assertThat(answer.body()).contains("<form method=\"post\"").doesNotContain("evil");
            }
            journeys.settle();
            assertThat(events()).isZero();
        }

        @Test
        @DisplayName("a flood: after many changes in a short while the link must rest")
        void flood() {
            Map<String, String> form = form(get(link));
            form.put("act", "save");
            int last = 0;
            for (int i = 0; i <= Throttle.MOST; i++) {
                last = send(link, form).statusCode();
            }

            HttpResponse<String> refused = send(link, form);
            assertThat(List.of(last, refused.statusCode())).containsOnly(429);
            assertThat(refused.headers().firstValue("Retry-After"))
                    .hasValueSatisfying(
                            seconds -> assertThat(Integer.parseInt(seconds)).isBetween(300, 600));
            clock.moveBy(Throttle.WHILE.plusMinutes(1));
            assertThat(send(link, form(get(link))).statusCode())
                    .as("it rests by real time, wherever the clock of the processes stands")
                    .isEqualTo(429);
        }

        @Test
        @DisplayName("links to elsewhere: no page leads elsewhere, whatever stands in the address")
        void redirects() {
            String evil =
                    "?next=https://evil.example&url=//evil.example&redirect=https://evil.example&return=/%5Cevil.example";
            HttpResponse<String> page =
                    exchange(HttpRequest.newBuilder(URI.create(link + evil)).build());
            Map<String, String> form = form(get(link));
            form.put("act", "pause");
            HttpResponse<String> result = send(URI.create(link + evil), form);

            for (HttpResponse<String> answer : List.of(page, result)) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Location")).isEmpty();
                assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
                assertThat(answer.headers().firstValue("Content-Security-Policy"))
                        .hasValueSatisfying(policy -> assertThat(policy)
                                .startsWith("default-src 'none'; style-src 'self'; form-action 'self'"));
                assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
                assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
                assertThat(answer.body()).doesNotContain("evil", "<script", "style=", "onclick");
                assertThat(Jsoup.parse(answer.body()).select("[href], [action], [src]"))
                        .allSatisfy(element -> assertThat(
                                        element.attr("href") + element.attr("action") + element.attr("src"))
                                .matches("/(p/[A-Za-z0-9_-]+|assets/links\\.css)"));
            }
        }

        @Test
        @DisplayName("undo links that somebody made up or changed")
        void forgedUndo() {
            String undo = undo(choose("save", "is.email.tips", null)).toString();
            int before = events();

            char last = undo.charAt(undo.length() - 6);
            String forged = undo.substring(0, undo.length() - 6)
                    + (last == 'A' ? 'B' : 'A')
                    + undo.substring(undo.length() - 5);
            assertThat(takeBack(URI.create(forged)).statusCode()).isEqualTo(404);
            assertThat(events()).isEqualTo(before);
        }
    }

    private static org.assertj.core.data.TemporalUnitOffset within(long value, ChronoUnit unit) {
        return org.assertj.core.api.Assertions.within(value, unit);
    }
}
