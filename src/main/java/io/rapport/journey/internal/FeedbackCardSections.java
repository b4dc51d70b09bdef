package io.rapport.journey.internal;

import io.rapport.desk.CardSection;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What the registers of feedback add to the customer card: the complaint at hand, other open ones, the last survey. */
@Configuration(proxyBeanMethods = false)
class FeedbackCardSections {

    @Bean
    @Order(1)
    CardSection complaintSection(Complaints complaints) {
        return request -> Optional.ofNullable(request.complaintId())
                .flatMap(complaints::find)
                .map(complaint -> new CardSection.Section(
                        say(request.locale(), "This complaint", "本投诉"), lines(complaint, request.locale())));
    }

    @Bean
    @Order(2)
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
    @Order(3)
    CardSection satisfactionSection(Surveys surveys) {
        return request -> Optional.ofNullable(request.orderId())
                .flatMap(orderId -> surveys.find("satisfaction", "order:" + orderId))
                .filter(survey -> survey.answeredAt() != null)
                .map(survey -> new CardSection.Section(
                        say(request.locale(), "Satisfaction with this order", "对本订单的满意度"),
                        lines(survey, request.locale())));
    }

    private static List<CardSection.Line> lines(Complaint complaint, Locale locale) {
        List<CardSection.Line> lines = new ArrayList<>();
        add(lines, say(locale, "Number", "编号"), complaint.number());
        add(lines, say(locale, "Opened", "提交于"), day(complaint.openedAt(), locale));
        add(lines, say(locale, "Severity", "严重程度"), complaint.severity());
        add(lines, say(locale, "Answer due", "答复期限"), complaint.dueAt() == null ? null : time(complaint, locale));
        add(lines, say(locale, "In the customer's words", "客户原话"), complaint.text());
        add(lines, say(locale, "Asks for", "客户诉求"), complaint.remedySought());
        add(lines, say(locale, "Findings", "调查结果"), complaint.findings());
        add(lines, say(locale, "Root cause", "根本原因"), complaint.rootCause());
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

    private static String day(java.time.Instant moment, Locale locale) {
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

    private static String say(Locale locale, String english, String chinese) {
        return locale.getLanguage().equals("zh") ? chinese : english;
    }
}
