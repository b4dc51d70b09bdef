package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.StaffDirectory;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.ReplyRule;
import io.rapport.loyalty.CouponPools;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import io.rapport.privacy.KeptByLaw;
import io.rapport.template.Formats;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Provides to messaging what the rooms beside it know: complaints, loyalty, the panel and staff. */
@Component
final class JourneyMessageFacts implements MessageFacts {

    private static final int LONGEST_QUOTE = 300;

    private final Complaints complaints;
    private final ComplaintOffers offers;
    private final Compensations compensations;
    private final StaffDirectory staff;
    private final LiveStaff people;
    private final CaughtMessages caught;
    private final KeptByLaw kept;
    private final DataRequestTexts requests;
    private final PanelTexts panels;
    private final LoyaltyTexts loyalty;
    private final CouponPools pools;
    private final String publicUrl;
    private final Locale staffLocale;
    private final ReaderLanguage reader;
    private final JdbcClient jdbc;
    private final BusinessClock clock;

    JourneyMessageFacts(
            Complaints complaints,
            ComplaintOffers offers,
            Compensations compensations,
            StaffDirectory staff,
            LiveStaff people,
            CaughtMessages caught,
            KeptByLaw kept,
            DataRequestTexts requests,
            PanelTexts panels,
            LoyaltyTexts loyalty,
            CouponPools pools,
            @Value("${rapport.public-url}") String publicUrl,
            @Value("${rapport.desk.locale:en}") Locale staffLocale,
            ReaderLanguage reader,
            JdbcClient jdbc,
            BusinessClock clock) {
        this.complaints = complaints;
        this.offers = offers;
        this.compensations = compensations;
        this.staff = staff;
        this.people = people;
        this.caught = caught;
        this.kept = kept;
        this.requests = requests;
        this.panels = panels;
        this.loyalty = loyalty;
        this.pools = pools;
        this.publicUrl = publicUrl;
        this.staffLocale = staffLocale;
        this.reader = reader;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Map<String, Object> context(OutboxMessage message, Locale locale, ZoneId zone) {
        Map<String, Object> context = new HashMap<>();
        context.put("task", Map.of("link", taskLink(message)));
        context.put("kept", kept.in(locale));
        context.put("requests", listOf(message, customer -> requests.unconfirmed(customer, locale, zone)));
        context.put("panel", of(message, customer -> panels.invitation(customer, locale)));
        context.put("loyalty", of(message, customer -> loyalty.loyalty(customer, locale)));
        context.put("gift", of(message, customer -> loyalty.gift(customer, locale)));
        context.put("referral", of(message, customer -> loyalty.referral(customer, locale)));
        context.put("refusals", listOf(message, customer -> requests.refused(customer, locale, zone)));
        context.put("pools", message.staffId() == null ? List.of() : new LazyList(this::shortPools));
        context.put("erasure", of(message, customer -> requests.erasure(customer, locale, zone)));
        context.put(
                "complaint",
                message.complaintId() == null
                        ? null
                        : complaints
                                .find(message.complaintId())
                                .map(complaint -> view(complaint, locale, zone))
                                .orElse(null));
        context.put(
                "refusal",
                message.staffId() == null || message.complaintId() == null
                        ? null
                        : complaints
                                .refusal(message.complaintId())
                                .map(refusal -> Map.of(
                                        "id", refusal.complaintId(),
                                        "source", refusal.source(),
                                        "cause", refusal.cause().id(),
                                        "on", Formats.date(refusal.at(), locale, zone)))
                                .orElse(null));
        return context;
    }

    private List<Map<String, Object>> shortPools() {
        return pools.shortPools().stream()
                .map(pool ->
                        Map.<String, Object>of("name", pool.name(), "free", pool.free(), "wanted", pool.alertBelow()))
                .toList();
    }

    private static Map<String, Object> of(OutboxMessage message, Function<String, Map<String, Object>> reading) {
        return message.customerId() == null ? null : new LazyMap(() -> reading.apply(message.customerId()));
    }

    private static List<Map<String, Object>> listOf(
            OutboxMessage message, Function<String, List<Map<String, Object>>> reading) {
        return message.customerId() == null ? List.of() : new LazyList(() -> reading.apply(message.customerId()));
    }

    private Map<String, Object> view(Complaint complaint, Locale locale, ZoneId zone) {
        Map<String, Object> view = new HashMap<>();
        view.put("number", complaint.number());
        view.put("orderId", complaint.orderId());
        view.put("text", shortened(complaint.text()));
        view.put("remedySought", shortened(complaint.remedySought()));
        view.put("reasons", complaint.reasons());
        view.put("dueOn", complaint.dueAt() == null ? null : Formats.date(complaint.dueAt(), locale, zone));
        view.put(
                "reopensUntil",
                // what was investigated twice is not opened again
                complaint.isReopened()
                        ? null
                        : Formats.date(
                                (complaint.isOpen() ? clock.instant() : complaint.closedAt())
                                        .plus(ReplyRule.REOPENS_WITHIN),
                                locale,
                                zone));
        view.put("remedy", complaint.remedy());
        view.put("remedyText", remedy(complaint.remedy(), locale));
        view.put("amountText", amount(complaint, locale));
        view.put("openedOn", Formats.date(complaint.openedAt(), locale, zone));
        return view;
    }

    /** The task that a mail to staff is about, in Tasklist; its start page when nothing is open any more. */
    private String taskLink(OutboxMessage message) {
        String tasklist = publicUrl.replaceAll("/+$", "") + "/camunda/app/tasklist/default/";
        if (message.staffId() == null || message.complaintId() == null) {
            return tasklist;
        }
        return jdbc.sql(
                        """
                select t.id_ from rapport.act_ru_task t
                join rapport.act_ru_execution p on p.id_ = t.proc_inst_id_
                where p.business_key_ = :key order by t.create_time_, t.id_ limit 1""")
                .param("key", "complaint:" + message.complaintId())
                .query(String.class)
                .optional()
                .map(task -> tasklist + "#/?task=" + task)
                .orElse(tasklist);
    }

    /** As much as shows what was understood. */
    private static String shortened(String text) {
        if (text == null || text.length() <= LONGEST_QUOTE) {
            return text;
        }
        int end = text.offsetByCodePoints(0, Math.min(LONGEST_QUOTE, text.codePointCount(0, text.length())));
        return text.substring(0, end).stripTrailing() + "…";
    }

    private static String remedy(String code, Locale locale) {
        return code == null
                ? null
                : JourneyTexts.ALL.find("remedy." + code, locale).orElse(null);
    }

    private String amount(Complaint complaint, Locale locale) {
        BigDecimal amount = complaint.amount();
        if (amount == null || amount.signum() == 0) {
            return null;
        }
        String currency = compensations.currency(complaint);
        return Formats.money(amount, currency, locale);
    }

    @Override
    public int complaintOffer(String complaintId) {
        return offers.offers(complaintId).size();
    }

    @Override
    public boolean listens(String journey, String eventType) {
        return caught.listens(journey, eventType);
    }

    @Override
    public Optional<StaffRecipient> staff(String staffId) {
        return staff.find(staffId)
                .map(member -> new StaffRecipient(
                        member.id(),
                        member.firstName(),
                        member.email(),
                        reader.profile(member.id())
                                .or(() -> people.locale(member.id()))
                                .orElse(staffLocale)));
    }
}
