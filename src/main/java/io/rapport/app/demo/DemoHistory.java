package io.rapport.app.demo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.rapport.app.demo.Assortment.Piece;
import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportKind;
import io.rapport.imports.Imports;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.LoyaltyLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The customers of the shop's earlier system, with what they bought and allowed in three years, brought in by files as a shop
 * does that begins with Rapport, and the coupon codes that its checkout has made. The shop's programme of points begins that day,
 * too: what was ordered in the year before earns by the table, as if it had come by then. Once more changes nothing.
 */
final class DemoHistory {

    private static final Logger log = LoggerFactory.getLogger(DemoHistory.class);

    /** What nobody gets without agreeing; surveys and tips come to customers until they object (docs/contact-policy.md). */
    static final String TOPIC = "offers";

    /** Where somebody who registers says what they want. */
    static final String FORM = "registration form";

    private static final String ENGLISH_WORDING = "Yes, send me offers by e-mail; I can stop them at any time.";

    private static final String CHINESE_WORDING = "是的，请通过电子邮件向我发送优惠信息，我可以随时取消。";

    private static final String POOL = "birthday-15";
    private static final CouponTerms GIFT = CouponTerms.percent(15, Duration.ofDays(30));
    private static final int ALERT_BELOW = 10;
    private static final Duration CODES_END = Duration.ofDays(180);

    /** Customers first, since the others are about them. */
    private static final List<ImportKind> KINDS = List.of(ImportKind.CUSTOMERS, ImportKind.ORDERS, ImportKind.CONSENTS);

    /** Who had time to send an order back, and did not, has its points. */
    private static final Duration KEPT_AFTER = Duration.ofDays(14);

    private static final Duration CREDITED = Duration.ofDays(365);

    private final DataSource database;
    private final CouponPools pools;
    private final LoyaltyLedger ledger;

    DemoHistory(DataSource database, CouponPools pools, LoyaltyLedger ledger) {
        this.database = database;
        this.pools = pools;
        this.ledger = ledger;
    }

    /**
     * Brings it in.
     *
     * @param past what the shop's books say
     * @return what came of each file
     */
    List<ImportJob> bringIn(ShopPast past) throws IOException, SQLException {
        pools.define(POOL, GIFT, ALERT_BELOW);
        pools.add(
                POOL,
                CsvText.resource("coupon-codes.txt").lines().toList(),
                past.opened().plus(CODES_END));
        Path folder = Files.createTempDirectory("rapport-demo");
        try (Connection connection = database.getConnection();
                Imports imports = new Imports(connection)) {
            if (!imports.tryBegin()) {
                log.warn("The demo's history is left out: something else is brought in; start again to have it");
                return List.of();
            }
            List<ImportJob> jobs = new ArrayList<>();
            for (ImportKind kind : KINDS) {
                jobs.add(bringIn(imports, folder, kind, past));
            }
            return jobs;
        } finally {
            Files.delete(folder);
        }
    }

    /**
     * Gives what was ordered and kept in the year before its points, as a shop does whose programme begins.
     *
     * @return for how many orders
     */
    int creditPoints(ShopPast past) {
        Map<String, List<String>> orders = past.before()
                .filter(order -> order.placedAt().isAfter(past.opened().minus(CREDITED)))
                .filter(order -> order.deliveredAt() != null
                        && order.deliveredAt().plus(KEPT_AFTER).isBefore(past.opened()))
                .collect(groupingBy(order -> order.customer().id(), TreeMap::new, mapping(Purchase::number, toList())));
        return orders.entrySet().stream()
                .mapToInt(customer -> ledger.creditPast(customer.getKey(), customer.getValue()))
                .sum();
    }

    private static ImportJob bringIn(Imports imports, Path folder, ImportKind kind, ShopPast past)
            throws IOException, SQLException {
        String name = "history-" + kind.word() + ".csv";
        Path file = Files.writeString(folder.resolve(name), text(kind, past));
        try {
            ImportJob job = imports.run(kind, file, null, false, null);
            if (job.leftOut() > 0 || job.detail() != null) {
                log.warn(
                        "Of the demo's {} {} were left out: {}",
                        name,
                        job.leftOut(),
                        job.detail() == null ? job.faults().get(0).fix() : job.detail());
            }
            return job;
        } finally {
            Files.delete(file);
        }
    }

    /** @return the file of a kind, as the shop's books say */
    static String text(ImportKind kind, ShopPast past) {
        return switch (kind) {
            case CUSTOMERS -> customers(past);
            case ORDERS -> orders(past);
            case CONSENTS -> consents(past);
            default -> throw new IllegalArgumentException("the shop's books have no file of " + kind.word());
        };
    }

    private static String customers(ShopPast past) {
        StringBuilder file = new StringBuilder(CsvText.line(
                "id",
                "firstName",
                "lastName",
                "email",
                "birthday",
                "locale",
                "timeZone",
                "registeredAt",
                "confirmedAt"));
        for (Regular one : past.customers()) {
            List<Object> cells = new ArrayList<>(one.profile().values());
            cells.add(one.registeredAt());
            cells.add(one.confirmedAt());
            file.append(CsvText.line(cells.toArray()));
        }
        return file.toString();
    }

    private static String orders(ShopPast past) {
        StringBuilder file = new StringBuilder(CsvText.line(
                "id",
                "customerId",
                "currency",
                "total",
                "placedAt",
                "deliveredAt",
                "cancelledAt",
                "returnedAt",
                "sku",
                "itemName",
                "quantity",
                "price"));
        past.before().forEach(order -> {
            boolean first = true;
            for (Piece piece : order.pieces()) {
                file.append(CsvText.line(
                        order.number(),
                        first ? order.customer().id() : null,
                        first ? order.customer().currency() : null,
                        first ? order.total() : null,
                        first ? order.placedAt() : null,
                        first ? order.deliveredAt() : null,
                        first ? order.cancelledAt() : null,
                        first ? known(order.returnedAt(), past) : null,
                        piece.sku(),
                        piece.name(),
                        piece.quantity(),
                        piece.price()));
                first = false;
            }
        });
        return file.toString();
    }

    private static Instant known(Instant moment, ShopPast past) {
        return moment != null && moment.isBefore(past.opened()) ? moment : null;
    }

    private static String consents(ShopPast past) {
        StringBuilder file = new StringBuilder(
                CsvText.line("customerId", "channel", "topic", "granted", "recordedAt", "source", "wording"));
        for (Regular one : past.customers()) {
            if (one.wantsOffers()) {
                file.append(consent(one));
            }
            if (one.offersUntil() != null && one.offersUntil().isBefore(past.opened())) {
                file.append(CsvText.line(one.id(), "email", TOPIC, "no", one.offersUntil(), "preference page", null));
            }
        }
        return file.toString();
    }

    private static String consent(Regular one) {
        return CsvText.line(one.id(), "email", TOPIC, "yes", one.registeredAt(), FORM, wording(one));
    }

    /** @return what they agree to there, if they do */
    static String wording(Regular one) {
        return one.language().equals("zh") ? CHINESE_WORDING : ENGLISH_WORDING;
    }
}
