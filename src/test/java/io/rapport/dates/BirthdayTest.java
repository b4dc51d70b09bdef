package io.rapport.dates;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.app.mailbox.CapturedMail;
import io.rapport.app.mailbox.Mailbox;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@DisplayName("Birthday wishes a customer well in the morning of their own day")
class BirthdayTest extends JourneyStory {

    @Autowired
    private DueEvents due;

    @Autowired
    private Mailbox mailbox;

    @LocalServerPort
    private int port;

    BirthdayTest() {
        super("birthday");
    }

    /** Noon of the day before. */
    @BeforeEach
    void theDayBefore() {
        jdbc.sql("delete from rapport.date_progress").update();
        journeys.moveTo(LocalDate.now(ZoneOffset.UTC).plusDays(40).atTime(12, 0).toInstant(ZoneOffset.UTC));
        due.raise();
        customer = Journeys.newId("born");
    }

    private void registered(LocalDate birthday, String zone, String locale) {
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "Ada",
                        "email",
                        customer + "@example.com",
                        "birthday",
                        birthday.toString(),
                        "locale",
                        locale,
                        "timeZone",
                        zone));
    }

    private LocalDate tomorrow() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(41);
    }

    private void itIs(LocalDate day, int hour) {
        journeys.moveTo(day.atTime(hour, 0).toInstant(ZoneOffset.UTC));
        due.raise();
        journeys.settle();
    }

    @Test
    @DisplayName("Given a customer in Shanghai, then the wishes go out at nine o'clock there, in Chinese, once a year")
    void wishes() {
        registered(tomorrow().minusYears(30), "Asia/Shanghai", "zh-CN");
        itIs(tomorrow(), 0);
        assertThat(instance("birthday", "customer:" + customer)).isNull();
        itIs(tomorrow(), 1);
        settled("birthday-wishes");
        assertThat(instance("birthday", "customer:" + customer))
                .hasPassedInOrder("birthday-comes", "care-on-birthday", "wished-well")
                .isEnded();
        itIs(tomorrow(), 9);
        assertThat(journeys.messages(customer, "customer-care")).containsExactly("birthday-wishes");
        assertThat(eventually(
                        "the wishes are in the mailbox",
                        () -> mailbox.newest(customer + "@example.com", 10).stream()
                                .map(CapturedMail::subject)
                                .toList(),
                        subjects -> subjects.size() == 2))
                .as("beside the welcome")
                .contains("生日快乐");
    }

    @Test
    @DisplayName("Given a customer who wants no wishes, then none go out, and the outcome says so")
    void notWished() {
        registered(tomorrow().minusYears(30), "Asia/Shanghai", "zh-CN");
        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "greetings", "source", "test", "wording", "No wishes, please."));
        itIs(tomorrow(), 1);
        settled("birthday-wishes");
        assertThat(instance("birthday", "customer:" + customer))
                .isEnded()
                .hasPassedInOrder("care-on-birthday", "not-wished");
    }

    @Test
    @DisplayName("Nobody says so but the calendar: the engine's own door refuses it, too")
    void nobodyElse() {
        registered(tomorrow().minusYears(30), "Asia/Shanghai", "zh-CN");
        OverHttp http = new OverHttp(port);
        HttpResponse<String> posted = http.send(http.json(
                "shop",
                "POST",
                "/engine-rest/message",
                "{\"messageName\": \"date.birthday\", \"businessKey\": \"customer:%s\"}".formatted(customer)));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(400);
        assertThat(posted.body()).contains("published by Rapport alone", "dates.yaml");
        assertThat(instance("birthday", "customer:" + customer)).isNull();
    }
}
