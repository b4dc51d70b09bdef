package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws what customers do with their account beside ordering, from the day on which the shop begins with Rapport: they have
 * another phone, want no more offers, or ask for their data. Each has chance of their own, so that an end that comes later changes
 * nothing before it; how often is judgement, near the recording. Pure.
 */
final class AccountDraw {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Days between two changes of a customer's profile, and between two requests about their data, on average. */
    private static final double CHANGES_AFTER = 900;

    private static final double ASKS_AFTER = 6_000;

    private static final double LEAVES_PHONE = .85;

    private final ShopPast past;

    AccountDraw(ShopPast past) {
        this.past = past;
    }

    /**
     * Something that a customer does.
     *
     * @param about what makes its event the only one of its type
     * @param data without the words
     * @param occasion of the words that go with it, {@code words.csv}; {@code null} for none
     */
    record Happening(Instant at, String type, String about, Regular customer, ObjectNode data, String occasion) {}

    /** @return what all customers do from then on, of each in its order; what is later than the end is for the caller to leave out */
    List<Happening> happenings() throws IOException {
        List<Happening> happenings = new ArrayList<>();
        for (Regular one : past.customers()) {
            add(one, past.opened(), happenings);
            withdraw(one, happenings);
        }
        // the recording says what its customers do until today
        for (Regular one : new RecordedCustomers(Recording.load(), past.today()).goOn()) {
            add(one, past.today(), happenings);
        }
        for (Regular one : past.newcomers()) {
            add(one, one.registeredAt().plus(Duration.ofDays(1)), happenings);
            withdraw(one, happenings);
        }
        return happenings;
    }

    /** @return chance for one thing alone: what else is drawn stays */
    static Dice dice(String what, String about) {
        return new Dice(new SplittableRandom((what + " " + about).hashCode() * 0x9E3779B97F4A7C15L));
    }

    private void withdraw(Regular one, List<Happening> happenings) {
        Instant at = one.offersUntil();
        if (at == null || at.isBefore(past.opened())) {
            return;
        }
        boolean chinese = one.language().equals("zh");
        ObjectNode data = JSON.createObjectNode()
                .put("channel", "email")
                .put("topic", DemoHistory.TOPIC)
                .put("source", "unsubscribe link")
                .put("wording", chinese ? "请不要再通过电子邮件向我发送优惠信息。" : "Stop sending me offers by e-mail.");
        happenings.add(new Happening(at, "consent.withdrawn", "account-" + one.id(), one, data, null));
    }

    private void add(Regular one, Instant from, List<Happening> happenings) {
        Dice dice = dice("account", one.id());
        int changes = 0;
        for (Instant at = next(one, from, CHANGES_AFTER, dice);
                at.isBefore(past.until());
                at = next(one, at, CHANGES_AFTER, dice)) {
            ObjectNode data = JSON.createObjectNode().put("phone", phone(one, dice));
            happenings.add(
                    new Happening(at, "customer.updated", "account-" + one.id() + "-" + ++changes, one, data, null));
        }
        Dice asks = dice("asks", one.id());
        int requests = 0;
        for (Instant at = next(one, from, ASKS_AFTER, asks);
                at.isBefore(past.until());
                at = next(one, at, ASKS_AFTER, asks)) {
            String id = "R-" + one.id() + "-" + ++requests;
            double u = asks.uniform();
            String request = u < .6 ? "export" : u < .85 ? "correction" : "objection";
            ObjectNode data = JSON.createObjectNode()
                    .put("requestId", id)
                    .put("request", request)
                    .put("channel", asks.chance(.6) ? "web" : "email");
            happenings.add(new Happening(
                    at, "data-request.received", id, one, data, request.equals("export") ? null : request));
        }
    }

    private static Instant next(Regular one, Instant after, double mean, Dice dice) {
        long days = 1 + Math.round(dice.exponential(mean));
        LocalDate day = LocalDate.ofInstant(after, one.zone()).plusDays(days);
        return dice.moment(day, one.zone());
    }

    /** @return what a newcomer says of themselves beside name and address, as those of the recording do */
    static ObjectNode details(Regular newcomer) {
        Dice dice = dice("details", newcomer.id());
        ObjectNode data = JSON.createObjectNode();
        if (dice.chance(LEAVES_PHONE)) {
            data.put("phone", phone(newcomer, dice));
        }
        double u = dice.uniform();
        if (u < .92) {
            ObjectNode attributes = data.putObject("attributes");
            if (u < .05) {
                attributes.put("segment", "business").put("expectedOrders", 30 + dice.below(30));
            } else if (u < .1) {
                attributes.put("segment", "vip").put("expectedOrders", 12 + dice.below(12));
            } else {
                attributes.put("segment", "private");
                if (dice.chance(.6)) {
                    attributes.put("expectedOrders", 2 + dice.below(5));
                }
            }
        }
        return data;
    }

    /** @return a number that no telephone has, of those that the country keeps for stories where it does */
    private static String phone(Regular one, Dice dice) {
        int number = dice.below(100);
        return switch (one.zone().getId().substring(0, one.zone().getId().indexOf('/') + 3)) {
            case "Europe/Lo" -> "+44 7700 900%03d".formatted(200 + number);
            case "Europe/Pa", "Europe/Br" -> "+33 6 39 98 %02d %02d".formatted(dice.below(100), number);
            case "America/Ne", "America/Ch" -> "+1 212 555 01%02d".formatted(number);
            case "Asia/Sh", "Asia/Ur" -> "+86 100 0000 %04d".formatted(1_000 + number);
            default -> "+49 171 39200%02d".formatted(number);
        };
    }
}
