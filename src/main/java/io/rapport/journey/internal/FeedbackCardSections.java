package io.rapport.journey.internal;

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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the registers of feedback add to the customer card: the complaint at hand, other open ones, the last survey. */
@Configuration(proxyBeanMethods = false)
class FeedbackCardSections {

    private static final Map<String, String> CHINESE = Map.ofEntries(
            Map.entry("critical", "紧急"),
            Map.entry("high", "高"),
            Map.entry("normal", "一般"),
            Map.entry("apology", "致歉"),
            Map.entry("repair", "维修"),
            Map.entry("replacement", "换货"),
            Map.entry("refund", "退款"),
            Map.entry("credit", "购物金"),
            Map.entry("approve", "批准"),
            Map.entry("change", "更改金额"),
            Map.entry("refuse", "不批准"));

    @Bean
    @Order(1)
    CardSection complaintSection(Complaints complaints, ComplaintOffers offers, Compensations compensations) {
        return request -> Optional.ofNullable(request.complaintId())
                .flatMap(complaints::find)
                .map(complaint -> new CardSection.Section(
                        say(request.locale(), "This complaint", "本投诉"),
                        lines(complaint, offers, compensations, request.locale())));
    }

    /** Every investigation, offer and answer, in the order of time. */
    @Bean
    @Order(2)
    CardSection complaintHistorySection(Complaints complaints, ComplaintOffers offers, Compensations compensations) {
        return request -> Optional.ofNullable(request.complaintId())
                .flatMap(complaints::find)
                .map(complaint -> history(complaint, complaints, offers, compensations, request.locale()))
                .filter(lines -> !lines.isEmpty())
                .map(lines -> new CardSection.Section(say(request.locale(), "What has happened", "处理经过"), lines));
    }

    @Bean
    @Order(3)
    CardSection openComplaintsSection(Complaints complaints) {
        return request -> {
            List<CardSection.Line> lines = complaints.open(request.customerId()).stream()
                    .filter(complaint -> !complaint.id().equals(request.complaintId()))
                    .map(complaint -> new CardSection.Line(
                            complaint.number() == null
                                    ? say(request.locale(), "being registered", "登记中")
                                    : complaint.number(),
                            day(complaint.openedAt(), request.locale()) + " · " + complaint.text()))
                    .toList();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new CardSection.Section(say(request.locale(), "Other open complaints", "其他未结投诉"), lines));
        };
    }

    @Bean
    @Order(4)
    CardSection satisfactionSection(Surveys surveys) {
        return request -> Optional.ofNullable(request.orderId())
                .flatMap(orderId -> surveys.find("satisfaction", "order:" + orderId))
                .filter(survey -> survey.answeredAt() != null)
                .map(survey -> new CardSection.Section(
                        say(request.locale(), "Satisfaction with this order", "对本订单的满意度"),
                        lines(survey, request.locale())));
    }

    private record Moment(Instant at, CardSection.Line line) {}

    private static List<CardSection.Line> history(
            Complaint complaint,
            Complaints complaints,
            ComplaintOffers offers,
            Compensations compensations,
            Locale locale) {
        String currency = compensations.currency(complaint);
        List<Moment> moments = new ArrayList<>();
        for (Investigation found : offers.investigations(complaint.id())) {
            moments.add(moment(
                    found.at(),
                    say(locale, "Investigated", "调查"),
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
                        say(locale, "Compensation decided", "补偿审批"),
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
                    say(locale, "Answered the customer", "答复客户"),
                    locale,
                    String.valueOf(offer.no()),
                    word(offer.remedy(), locale),
                    money(offer.amount(), currency, locale)));
        }
        for (Reply reply : offers.replies(complaint.id())) {
            moments.add(moment(
                    reply.at(),
                    say(locale, "The customer said", "客户答复"),
                    locale,
                    reply.accepted() ? say(locale, "yes", "接受") : say(locale, "no", "不接受"),
                    reply.offer() == null
                            ? null
                            : say(locale, "to answer ", "针对第") + reply.offer() + say(locale, "", "次答复"),
                    reply.effect() == Reply.Effect.LATE
                            ? say(locale, "too late: it changed nothing", "已过时，未作更改")
                            : null));
        }
        for (Complaint joined : complaints.joined(complaint.id())) {
            moments.add(moment(
                    joined.openedAt(),
                    say(locale, "Reported once more", "客户再次反映"),
                    locale,
                    joined.number(),
                    joined.text()));
        }
        for (ComplaintRepeat repeat : complaints.repeats(complaint.id())) {
            moments.add(moment(
                    repeat.at(),
                    say(locale, "Sent once more, with other words", "再次提交，内容不同"),
                    locale,
                    repeat.orderId() == null || repeat.orderId().equals(complaint.orderId())
                            ? null
                            : say(locale, "about order ", "涉及订单 ") + repeat.orderId(),
                    repeat.text(),
                    repeat.remedySought()));
        }
        return moments.stream()
                .sorted(Comparator.comparing(Moment::at))
                .map(Moment::line)
                .toList();
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
        add(lines, say(locale, "Number", "编号"), complaint.number());
        add(lines, say(locale, "Opened", "提交于"), day(complaint.openedAt(), locale));
        add(lines, say(locale, "Severity", "严重程度"), word(complaint.severity(), locale));
        add(lines, say(locale, "Answer due", "答复期限"), complaint.dueAt() == null ? null : time(complaint, locale));
        add(lines, say(locale, "In the customer's words", "客户原话"), complaint.text());
        add(lines, say(locale, "Asks for", "客户诉求"), complaint.remedySought());
        compensations.paid(complaint).ifPresent(paid -> {
            String currency = compensations.currency(complaint);
            Refunds refunds = offers.refunds(complaint.id());
            add(lines, say(locale, "Paid for the order", "订单实付"), money(paid, currency, locale));
            add(
                    lines,
                    say(locale, "Refunds accepted on this complaint", "本投诉已接受的退款"),
                    money(refunds.own(), currency, locale));
            add(
                    lines,
                    say(locale, "Refunds on other complaints about it", "同一订单其他投诉的退款"),
                    money(refunds.beside(), currency, locale));
            if (refunds.total().signum() > 0) {
                add(lines, say(locale, "Left to refund", "尚可退款"), Formats.money(refunds.left(paid), currency, locale));
            }
        });
        add(lines, say(locale, "Reasons for the customer", "告知客户的理由"), complaint.reasons());
        if (complaint.reopenedAt() != null) {
            add(lines, say(locale, "Reopened", "重新受理于"), day(complaint.reopenedAt(), locale));
        }
        return lines;
    }

    private static List<CardSection.Line> lines(Survey survey, Locale locale) {
        List<CardSection.Line> lines = new ArrayList<>();
        add(lines, say(locale, "Score", "评分"), survey.score() + " / 5");
        add(lines, say(locale, "Comment", "留言"), survey.comment());
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

    /** A code of the register in the viewer's words; the English ones are the codes themselves. */
    private static String word(String code, Locale locale) {
        return code == null || !locale.getLanguage().equals("zh") ? code : CHINESE.getOrDefault(code, code);
    }

    private static String say(Locale locale, String english, String chinese) {
        return locale.getLanguage().equals("zh") ? chinese : english;
    }
}
