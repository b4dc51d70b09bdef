package io.rapport.app.insights;

import io.rapport.app.insights.ValueInsightsPage.Row;
import io.rapport.customer.Moves;
import io.rapport.value.FitCandidate;
import io.rapport.value.FitCandidate.State;
import io.rapport.value.StoredFit;
import io.rapport.value.ValueFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the page about models of value says of a candidate, beside what is live, for one reader. */
final class CandidateSection {

    private static final List<String> KINDS =
            List.of(FitCandidate.CLASS, FitCandidate.ALIVE, "tier", "stage", "segment");

    private final FitCandidate candidate;
    private final Optional<StoredFit> live;
    private final ValueInsightsPage page;
    private final MoveTexts texts;
    private final ValuePlots plots;

    /**
     * @param candidate that waits
     * @param live that for all customers which is live; empty as long as none is
     * @param segments titles of segments by name
     * @param page what else is said to the same reader
     */
    CandidateSection(
            FitCandidate candidate,
            Optional<StoredFit> live,
            Map<String, String> segments,
            ValueInsightsPage page,
            Locale locale) {
        this.candidate = candidate;
        this.live = live;
        this.page = page;
        this.texts = new MoveTexts(locale, segments);
        this.plots = ValuePlots.ofCandidate(fit(), locale);
    }

    private ValueFit fit() {
        return candidate.all().fit();
    }

    public long id() {
        return candidate.id();
    }

    public boolean isWaiting() {
        return candidate.state() == State.WAITING;
    }

    public boolean isOvertaken() {
        return candidate.state() == State.OVERTAKEN;
    }

    /** @return whether a decision must say why */
    public boolean isWorse() {
        return candidate.worse();
    }

    /** @return what the live models are off by in the weeks of this fit, which are newer than those of their own; empty if it is not known */
    Optional<Double> liveError() {
        return isOvertaken() ? Optional.empty() : Optional.ofNullable(fit().errorBefore());
    }

    /** @return what needs attention */
    public List<String> attention() {
        List<String> said = new ArrayList<>();
        if (candidate.worse() && !isOvertaken()) {
            said.add(page.say(
                    "kept-back",
                    page.moment(candidate.all().at()),
                    page.percent(fit().error()),
                    page.percent(Optional.ofNullable(fit().errorBefore()).orElse(fit().error()))));
        }
        if (isOvertaken()) {
            said.add(page.say("candidate.overtaken"));
        }
        return said;
    }

    /** @return whose it is, and how far it is */
    public List<String> about() {
        List<String> said = new ArrayList<>();
        String at = page.moment(candidate.all().at());
        said.add(
                candidate.askedBy() == null
                        ? page.say("candidate.of-night", at)
                        : page.say("candidate.tried", at, candidate.askedBy()));
        switch (candidate.state()) {
            case COMPARING -> said.add(page.say("candidate.comparing", page.number(candidate.compared())));
            case ACCEPTED ->
                said.add(page.say(
                        "candidate.accepted", candidate.all().decision().by()));
            default -> {
                // the buttons say it, or what needs attention
            }
        }
        return said;
    }

    /** @return the errors on the same weeks */
    public List<Row> errors() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(page.say("error.candidate"), List.of(page.percent(fit().error()))));
        if (fit().errorBefore() != null) {
            rows.add(new Row(page.say("error.live"), List.of(page.percent(fit().errorBefore()))));
        }
        rows.add(new Row(page.say("error.yardstick"), List.of(page.percent(fit().yardstickError()))));
        return rows;
    }

    /** @return each model: parameters and log-likelihood of the candidate, then of what is live */
    public List<Row> parameters() {
        List<Row> now = page.parameters(fit());
        List<Row> before = live.map(StoredFit::fit).map(page::parameters).orElse(List.of());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Row one = now.get(i);
            Optional<Row> other =
                    before.stream().filter(row -> row.name().equals(one.name())).findFirst();
            rows.add(new Row(
                    i == 0 ? page.say("model.all") : one.name(),
                    List.of(one.cells().get(0), one.cells().get(2), cell(other, 0), cell(other, 2))));
        }
        return rows;
    }

    private static String cell(Optional<Row> row, int cell) {
        return row.map(Row::cells).map(cells -> cells.get(cell)).orElse("–");
    }

    /** @return of whom it is counted, and how many would move in what; empty until all are scored */
    public List<String> moved() {
        if (candidate.comparedAt() == null) {
            return List.of();
        }
        List<String> said = new ArrayList<>();
        for (String kind : KINDS) {
            List<Moves> moves = of(kind);
            if (kind.equals("segment")) {
                said.add(page.say(
                        moves.isEmpty() ? "segments.none" : "segments.moved",
                        page.number(count(moves, move -> move.now().equals("in"))),
                        page.number(count(moves, move -> move.now().equals("out")))));
            } else {
                said.add(texts.moved(kind, moves, candidate.compared()));
            }
        }
        said.add(page.say("candidate.silent"));
        said.add(page.say("candidate.compared", page.moment(candidate.comparedAt())));
        return said;
    }

    private static long count(List<Moves> moves, Predicate<Moves> which) {
        return Moves.sum(moves.stream().filter(which).toList());
    }

    private List<Moves> of(String kind) {
        return candidate.moves().stream()
                .filter(move -> move.kind().equals(kind))
                .toList();
    }

    /** @return who would go from where to where, by what they would move in; none until all are scored */
    public List<Row> moves() {
        if (candidate.comparedAt() == null) {
            return List.of();
        }
        return KINDS.stream()
                .flatMap(kind -> of(kind).stream())
                .map(move -> new Row(
                        texts.what(move), List.of(texts.number(move.customers()), texts.from(move), texts.to(move))))
                .toList();
    }

    /** @return what stands in the rows of {@link #moves()} */
    public List<String> moveColumns() {
        return List.of(page.say("what"), page.say("customers"), page.say("from"), page.say("to"));
    }

    public ValuePlots plots() {
        return plots;
    }

    public List<Row> weeks() {
        return page.weeks(fit(), plots);
    }

    public List<Row> frequencies() {
        return page.frequencies(fit(), plots);
    }
}
