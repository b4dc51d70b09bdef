package io.rapport.app.insights;

import io.rapport.desk.TaskEscalations.EscalationCount;
import io.rapport.desk.VisitFigures.VisitLoad;
import io.rapport.language.Sentences;
import io.rapport.lifecycle.RelationshipFigures.MonthOfMoves;
import io.rapport.lifecycle.RelationshipFigures.StandingCount;
import io.rapport.lifecycle.RelationshipPreview;
import io.rapport.lifecycle.RelationshipRebuild.Progress;
import io.rapport.lifecycle.RelationshipTable;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What the page about relationships says, for one reader. */
final class RelationshipInsightsPage {

    private final Sentences texts;
    private final Locale locale;
    private final ZoneId zone;

    RelationshipInsightsPage(Sentences texts, Locale locale, ZoneId zone) {
        this.texts = texts;
        this.locale = locale;
        this.zone = zone;
    }

    /** A row of the table of stages: its counts by tier, then all. */
    record StageRow(String name, List<String> counts) {}

    /** A row of the table of moves. */
    record MoveRow(String month, String kind, String from, String to, String moves) {}

    /** A row of the table of calls and visits. */
    record VisitRow(
            String login,
            String customers,
            String open,
            String overdue,
            String oldest,
            String waiting,
            String missed) {}

    List<VisitRow> visits(List<VisitLoad> loads) {
        return loads.stream()
                .map(load -> new VisitRow(
                        load.login(),
                        number(load.customers()),
                        number(load.open()),
                        number(load.overdue()),
                        load.oldest() == null ? "" : day(load.oldest()),
                        number(load.waiting()),
                        number(load.missed())))
                .toList();
    }

    /** A row of the table of tasks that were not done in time. */
    record EscalationRow(String task, String queue, String open, String escalated, String done, String undone) {}

    /**
     * @param tasks the name of a task, by the version of its model and its id there
     * @param queues the title of a queue
     */
    List<EscalationRow> escalations(
            List<EscalationCount> counts, BinaryOperator<String> tasks, UnaryOperator<String> queues) {
        return counts.stream()
                .map(count -> new EscalationRow(
                        tasks.apply(count.definitionId(), count.task()),
                        queues.apply(count.queue()),
                        number(count.open()),
                        number(count.escalated()),
                        number(count.done()),
                        number(count.undone())))
                .toList();
    }

    List<String> tiers() {
        return RelationshipTable.TIER.answers().stream().map(this::word).toList();
    }

    List<StageRow> standing(List<StandingCount> standing) {
        List<StageRow> rows = new ArrayList<>();
        for (String stage : RelationshipTable.STAGE.answers()) {
            rows.add(row(word(stage), standing, one -> one.stage().equals(stage)));
        }
        rows.add(row(texts.say("all", locale), standing, one -> true));
        return rows;
    }

    private StageRow row(String name, List<StandingCount> standing, Predicate<StandingCount> which) {
        List<String> counts = new ArrayList<>();
        for (String tier : RelationshipTable.TIER.answers()) {
            counts.add(sum(standing, which.and(one -> one.tier().equals(tier))));
        }
        counts.add(sum(standing, which));
        return new StageRow(name, counts);
    }

    private String sum(List<StandingCount> standing, Predicate<StandingCount> which) {
        return number(standing.stream()
                .filter(which)
                .mapToLong(StandingCount::customers)
                .sum());
    }

    List<MoveRow> moves(List<MonthOfMoves> moves) {
        return moves.stream()
                .map(one -> new MoveRow(
                        month(one.month()),
                        texts.say("kind." + one.kind(), locale),
                        word(one.old()),
                        word(one.now()),
                        number(one.moves())))
                .toList();
    }

    String progress(Progress progress) {
        return progress.finishedAt() == null
                ? texts.say("rebuild.runs", locale, number(progress.done()), moment(progress.startedAt()))
                : texts.say("rebuild.done", locale, day(progress.finishedAt()));
    }

    List<String> preview(RelationshipTable kind, RelationshipPreview preview) {
        MoveTexts moves = new MoveTexts(locale, Map.of());
        List<String> said = new ArrayList<>();
        said.add(moves.moved(kind.output(), preview.moves(), preview.customers()));
        preview.moves().forEach(move -> said.add(moves.of(move)));
        said.add(texts.say("preview.silent", locale));
        return said;
    }

    private String word(String code) {
        return MoveTexts.standing(code, locale);
    }

    private String number(long value) {
        return NumberFormat.getInstance(locale).format(value);
    }

    private String month(LocalDate month) {
        return DateTimeFormatter.ofPattern(texts.say("month.pattern", locale), locale)
                .format(month);
    }

    private String day(Instant at) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(at.atZone(zone));
    }

    private String moment(Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale)
                .format(at.atZone(zone));
    }
}
