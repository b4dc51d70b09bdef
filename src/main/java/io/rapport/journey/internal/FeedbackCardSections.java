package io.rapport.journey.internal;

import io.rapport.contactpolicy.AddressReports;
import io.rapport.contactpolicy.AddressReports.AddressReport;
import io.rapport.desk.CardSection;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.ComplaintRepeat;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Investigation;
import io.rapport.feedback.Offer;
import io.rapport.feedback.Refunds;
import io.rapport.feedback.Reply;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.template.Formats;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the registers of feedback add to the customer card: the complaint at hand, other open ones, the last survey. */
@Configuration(proxyBeanMethods = false)
class FeedbackCardSections {

    /** The mail that brings an answer of ours to a complaint. */
    private static final String ANSWER = "complaint-answer";

    /** What an {@link AddressReport} may be but a complaint of spam. */
    private static final Set<String> BOUNCES = Set.of("hard", "soft");

    @Bean
    @Order(1)
    CardSection complaintSection(Complaints complaints, ComplaintOffers offers, Compensations compensations) {
        return request -> Optional.ofNullable(request.complaintId())
                .flatMap(complaints::find)
                .map(complaint -> new CardSection.Section(
                        say(request.locale(), "card.this-complaint"),
                        lines(complaint, offers, compensations, request.locale())));
    }

    /** Every investigation, offer and answer, in the order of time, and why an offer did not go out or came back. */
    @Bean
    @Order(2)
    CardSection complaintHistorySection(
            Complaints complaints,
            ComplaintOffers offers,
            Compensations compensations,
            Outbox outbox,
            AddressReports reports) {
        return request -> Optional.ofNullable(request.complaintId())
                .flatMap(complaints::find)
                .map(complaint ->
                        history(complaint, complaints, offers, compensations, outbox, reports, request.locale()))
                .filter(lines -> !lines.isEmpty())
                .map(lines -> new CardSection.Section(say(request.locale(), "card.what-has-happened"), lines));
    }

    @Bean
    @Order(3)
    CardSection openComplaintsSection(Complaints complaints) {
        return request -> {
            List<CardSection.Line> lines = complaints.open(request.customerId()).stream()
                    .filter(complaint -> !complaint.id().equals(request.complaintId()))
                    .map(complaint -> new CardSection.Line(
                            complaint.number() == null
                                    ? say(request.locale(), "card.being-registered")
                                    : complaint.number(),
                            day(complaint.openedAt(), request.locale()) + " · " + complaint.text()))
                    .toList();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new CardSection.Section(say(request.locale(), "card.other-open-complaints"), lines));
        };
    }

    @Bean
    @Order(4)
    CardSection satisfactionSection(Surveys surveys) {
        return request -> Optional.ofNullable(request.orderId())
                .flatMap(orderId -> surveys.find("satisfaction", "order:" + orderId))
                .filter(survey -> survey.answeredAt() != null)
                .map(survey -> new CardSection.Section(
                        say(request.locale(), "card.satisfaction-with-this-order"), lines(survey, request.locale())));
    }

    private record Moment(Instant at, CardSection.Line line) {}

    private static List<CardSection.Line> history(
            Complaint complaint,
            Complaints complaints,
            ComplaintOffers offers,
            Compensations compensations,
            Outbox outbox,
            AddressReports reports,
            Locale locale) {
        String currency = compensations.currency(complaint);
        List<Moment> moments = new ArrayList<>();
        for (Investigation found : offers.investigations(complaint.id())) {
            moments.add(moment(
                    found.at(),
                    say(locale, "card.investigated"),
                    locale,
                    found.by(),
                    found.findings(),
                    found.rootCause(),
                    word(found.remedy(), locale),
                    money(found.amount(), currency, locale),
                    found.reasons()));
            if (found.decision() != null) {
                moments.add(moment(
                        found.at().plusMillis(1),
                        say(locale, "card.compensation-decided"),
                        locale,
                        found.decidedBy(),
                        word(found.decision(), locale),
                        money(found.decidedAmount(), currency, locale),
                        found.note()));
            }
        }
        for (Offer offer : offers.offers(complaint.id())) {
            moments.add(moment(
                    offer.at(),
                    say(locale, "card.answered-the-customer"),
                    locale,
                    String.valueOf(offer.no()),
                    word(offer.remedy(), locale),
                    money(offer.amount(), currency, locale)));
        }
        for (OutboxMessage message : outbox.messages(complaint.customerId())) {
            if (!isAnswer(message, complaint)) {
                continue;
            }
            if (message.state() == OutboxMessage.State.WITHHELD || message.state() == OutboxMessage.State.FAILED) {
                moments.add(moment(
                        message.settledAt(),
                        say(locale, "card.the-answer-was-not-sent"),
                        locale,
                        JourneyTexts.reason(message.rule(), message.why(), locale)));
            }
            for (AddressReport report : reports.of(message.id())) {
                if (BOUNCES.contains(report.kind())) {
                    moments.add(moment(
                            report.at(),
                            say(locale, "card.the-answer-came-back"),
                            locale,
                            say(locale, "card.came-back." + (report.cause() == null ? report.kind() : report.cause())),
                            report.status()));
                }
            }
        }
        for (Reply reply : offers.replies(complaint.id())) {
            moments.add(moment(
                    reply.at(),
                    say(locale, "card.the-customer-said"),
                    locale,
                    reply.accepted() ? say(locale, "card.yes") : say(locale, "card.no"),
                    reply.offer() == null ? null : say(locale, "card.to-answer", reply.offer()),
                    reply.effect() == Reply.Effect.LATE ? say(locale, "card.too-late-it-changed-nothing") : null));
        }
        for (Complaint joined : complaints.joined(complaint.id())) {
            moments.add(moment(
                    joined.openedAt(), say(locale, "card.reported-once-more"), locale, joined.number(), joined.text()));
        }
        for (ComplaintRepeat repeat : complaints.repeats(complaint.id())) {
            moments.add(moment(
                    repeat.at(),
                    say(locale, "card.sent-once-more-with-other-words"),
                    locale,
                    repeat.orderId() == null || repeat.orderId().equals(complaint.orderId())
                            ? null
                            : say(locale, "card.about-order", repeat.orderId()),
                    repeat.text(),
                    repeat.remedySought()));
        }
        return moments.stream()
                .sorted(Comparator.comparing(Moment::at))
                .map(Moment::line)
                .toList();
    }

    private static boolean isAnswer(OutboxMessage message, Complaint complaint) {
        return message.message().equals(ANSWER) && complaint.id().equals(message.complaintId());
    }

    private static Moment moment(Instant at, String what, Locale locale, String... parts) {
        String said = Arrays.stream(parts)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" · "));
        return new Moment(at, new CardSection.Line(day(at, locale) + " " + what, said));
    }

    private static String money(BigDecimal amount, String currency, Locale locale) {
        if (amount == null || amount.signum() == 0) {
            return null;
        }
        try {
            return Formats.money(amount, currency, locale);
        } catch (IllegalArgumentException unknown) {
            return amount.toPlainString() + " " + currency;
        }
    }

    private static List<CardSection.Line> lines(
            Complaint complaint, ComplaintOffers offers, Compensations compensations, Locale locale) {
        List<CardSection.Line> lines = new ArrayList<>();
        add(lines, say(locale, "card.number"), complaint.number());
        add(lines, say(locale, "card.opened"), day(complaint.openedAt(), locale));
        add(lines, say(locale, "card.severity"), word(complaint.severity(), locale));
        add(lines, say(locale, "card.answer-due"), complaint.dueAt() == null ? null : time(complaint, locale));
        add(lines, say(locale, "card.in-the-customer-s-words"), complaint.text());
        add(lines, say(locale, "card.asks-for"), complaint.remedySought());
        compensations.paid(complaint).ifPresent(paid -> {
            String currency = compensations.currency(complaint);
            Refunds refunds = offers.refunds(complaint.id());
            add(lines, say(locale, "card.paid-for-the-order"), money(paid, currency, locale));
            add(lines, say(locale, "card.refunds-accepted-on-this-complaint"), money(refunds.own(), currency, locale));
            add(
                    lines,
                    say(locale, "card.refunds-on-other-complaints-about-it"),
                    money(refunds.beside(), currency, locale));
            if (refunds.total().signum() > 0) {
                add(lines, say(locale, "card.left-to-refund"), Formats.money(refunds.left(paid), currency, locale));
            }
        });
        add(lines, say(locale, "card.reasons-for-the-customer"), complaint.reasons());
        if (complaint.reopenedAt() != null) {
            add(lines, say(locale, "card.reopened"), day(complaint.reopenedAt(), locale));
        }
        return lines;
    }

    private static List<CardSection.Line> lines(Survey survey, Locale locale) {
        List<CardSection.Line> lines = new ArrayList<>();
        add(lines, say(locale, "card.score"), survey.score() + " / 5");
        add(lines, say(locale, "card.comment"), survey.comment());
        return lines;
    }

    private static void add(List<CardSection.Line> lines, String label, String text) {
        if (text != null && !text.isBlank()) {
            lines.add(new CardSection.Line(label, text));
        }
    }

    private static String day(Instant moment, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(moment.atZone(ZoneOffset.UTC));
    }

    private static String time(Complaint complaint, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(complaint.dueAt().atZone(ZoneOffset.UTC))
                + " UTC";
    }

    /** A code of the register in the viewer's words. */
    private static String word(String code, Locale locale) {
        return code == null
                ? null
                : JourneyTexts.ALL.find("word." + code, locale).orElse(code);
    }

    private static String say(Locale locale, String key, Object... values) {
        return JourneyTexts.ALL.say(key, locale, values);
    }
}
