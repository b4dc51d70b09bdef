package io.rapport.gate;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffFile;
import io.rapport.gate.ModelChecks.UnderWay;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.OpenDeliveries;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.journey.table.LevelTableFile;
import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.lifecycle.RelationshipPreview;
import io.rapport.lifecycle.RelationshipPreviews;
import io.rapport.lifecycle.TableCompiler;
import io.rapport.loyalty.LevelPreview;
import io.rapport.loyalty.LevelPreviews;
import io.rapport.loyalty.LoyaltyRules;
import io.rapport.loyalty.LoyaltyRules.RulesUnusable;
import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import io.rapport.template.MessageTypes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Models, tables and forms as files of a release: checked by the gate's rules, and deployed to the engine. */
final class ModelKind implements ReleaseKind<ReleasedModels> {

    /** What these find is the step from one set to the other, not the set. */
    private static final Set<Rule> OF_CHANGES =
            EnumSet.of(Rule.OTHER_FILE, Rule.OTHER_PROCESS_FILE, Rule.REPLACES, Rule.FORM_LOSES, Rule.RUNNING_VERSION);

    /** Found in a file that stays as it is, these say that what it names has left. */
    private static final Set<Rule> OF_WHAT_LEFT = EnumSet.of(
            Rule.FORM_UNKNOWN,
            Rule.DECISION_UNKNOWN,
            Rule.CALLED_UNKNOWN,
            Rule.MESSAGE_UNKNOWN,
            Rule.QUEUE_UNKNOWN,
            Rule.TEXT_OWNER);

    private final Supplier<Platforms> platforms;
    private final ModelDeployment deployment;
    private final EventTypes events;
    private final MessageTypes messages;
    private final LiveStaff staff;
    private final RunningVersions versions;
    private final OpenDeliveries deliveries;
    private final Supplier<RelationshipPreviews> previews;
    private final Supplier<LevelPreviews> levelPreviews;

    private volatile ReleasedModels live = new ReleasedModels(Map.of(), ModelSet.empty());

    ModelKind(
            Supplier<Platforms> platforms,
            ModelDeployment deployment,
            EventTypes events,
            MessageTypes messages,
            LiveStaff staff,
            RunningVersions versions,
            OpenDeliveries deliveries,
            Supplier<RelationshipPreviews> previews,
            Supplier<LevelPreviews> levelPreviews) {
        this.platforms = platforms;
        this.deployment = deployment;
        this.events = events;
        this.messages = messages;
        this.staff = staff;
        this.versions = versions;
        this.deliveries = deliveries;
        this.previews = previews;
        this.levelPreviews = levelPreviews;
    }

    @Override
    public String name() {
        return "models, tables and forms";
    }

    @Override
    public Class<ReleasedModels> type() {
        return ReleasedModels.class;
    }

    @Override
    public boolean takes(String path) {
        return switch (FileKind.of(path)) {
            case BPMN, DMN -> path.startsWith("processes/");
            case FORM -> path.startsWith("forms/");
            case OTHER -> false;
        };
    }

    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles files) {
        return switch (FileKind.of(file.path())) {
            case BPMN, DMN -> Optional.of("processes/" + file.path());
            case FORM -> Optional.of("forms/" + file.path());
            case OTHER -> Optional.empty();
        };
    }

    @Override
    public Set<String> ids(ReleaseFile file) {
        ModelSet models = read(Map.of(file.path(), file.bytes()));
        Set<String> ids = new TreeSet<>();
        models.processes().keySet().forEach(key -> ids.add("process " + key));
        models.decisions().keySet().forEach(key -> ids.add("decision " + key));
        models.forms().keySet().forEach(id -> ids.add("form " + id));
        return ids.isEmpty() ? Set.of(file.path()) : Set.copyOf(ids);
    }

    private ModelSet read(Map<String, byte[]> files) {
        return ModelFileReader.read(null, files);
    }

    @Override
    public ReleasedModels live() {
        return live;
    }

    @Override
    public ReleasedModels read(ReleaseFiles files, ReleaseFindings findings) {
        Map<String, ReleaseFile> all = new LinkedHashMap<>();
        files.current().forEach(file -> all.put(file.path(), file));
        ReleasedModels before = live;
        ModelSet models = ModelSet.empty();
        all.forEach((path, file) -> {
            ReleaseFile same = before.files().get(path);
            models.addAll(
                    same != null && same.hash().equals(file.hash())
                            ? before.models().of(path)
                            : read(Map.of(path, file.bytes())));
        });
        return new ReleasedModels(all, models);
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        ReleasedModels next = candidate.content(ReleasedModels.class);
        Map<String, byte[]> changed = new TreeMap<>();
        ModelSet kept = ModelSet.empty();
        next.files().forEach((path, file) -> {
            ReleaseFile before = live.files().get(path);
            if (before == null || !before.hash().equals(file.hash())) {
                changed.put(path, file.bytes());
            } else {
                kept.addAll(next.models().of(path));
            }
        });
        StaffFile queues = candidate.content(StaffFile.class);
        EventTypes types = candidate.content(EventTypes.class);
        MessageTypes texts = candidate.content(MessageTypes.class);
        Platforms available = platforms.get();
        Platform platform = available.of(types, texts, queues);
        Platform before = available.of(events, messages, staff.file());
        UnderWay underWay = new UnderWay(versions::models, available.ofUnderWay(types, texts, queues, staff.file()));
        new ModelChecks(platform)
                .checkRelease(changed, kept, live.models(), before, underWay)
                .forEach(finding -> findings.add(ofRelease(finding, candidate)));
        NoticeCheck.check(queues, platform.messages(), staff.file(), before.messages(), findings);
        SegmentReferenceCheck.check(candidate, findings);
        if (candidate.isCounted() && !findings.hasErrors()) {
            changed.forEach((path, content) -> moves(path, content, candidate, findings));
        }
    }

    /**
     * Says whom a changed table of tier, stage or levels would move; a preview and a rollback also that it moves nobody: who goes
     * back expects that everybody does.
     */
    private void moves(String path, byte[] content, Candidate candidate, ReleaseFindings findings) {
        if (FileKind.of(path) != FileKind.DMN) {
            return;
        }
        boolean nobody = candidate.isPreview() || candidate.isRollback();
        RelationshipTableReader.read(content).forEach((kind, rows) -> {
            counted(path, "decision " + kind.key(), nobody, findings, () -> {
                RelationshipPreview preview =
                        previews.get().of(TableCompiler.compile(kind, rows).table());
                return new Count(
                        preview.moved(),
                        preview.text(),
                        candidate.isRollback() ? preview.adviceOfReturn() : preview.advice());
            });
        });
        LevelTableFile.read(content)
                .ifPresent(table -> counted(path, "decision " + LoyaltyRules.LEVEL, nobody, findings, () -> {
                    LevelPreview preview = levelPreviews.get().of(table.content(), table::level);
                    return new Count(preview.moved(), preview.text(), preview.advice());
                }));
    }

    /** What a preview has counted. */
    private record Count(long moved, String text, String advice) {}

    private static void counted(
            String path, String place, boolean nobody, ReleaseFindings findings, Supplier<Count> preview) {
        try {
            Count count = preview.get();
            if (count.moved() > 0) {
                findings.add(moves(path, place, count.text(), count.advice()));
            } else if (nobody) {
                findings.warning(path, place, count.text(), count.advice());
            }
        } catch (RulesUnusable e) {
            findings.add(moves(
                    path,
                    place,
                    "the table has no level for some members: " + e.getMessage(),
                    "add a last rule without conditions, and fill in level and rank in each"));
        } catch (DataAccessException | TransactionException e) {
            findings.add(moves(
                    path,
                    place,
                    "how many customers would move could not be counted in time",
                    "release it if it is meant in any case, or ask again when the database has less to do"));
        }
    }

    private static ReleaseFinding moves(String path, String place, String problem, String fix) {
        return new ReleaseFinding(false, path, place, problem, fix, ReleaseFinding.MOVES, null, 0, 0);
    }

    /** What is wrong with the change alone does not keep an earlier set out. */
    private static ReleaseFinding ofRelease(Finding finding, Candidate candidate) {
        ReleaseFinding found = finding.ofRelease();
        if (!candidate.changes().contains(finding.file())) {
            found = withWhatItNames(found, finding.rule());
        }
        return candidate.isRollback() && OF_CHANGES.contains(finding.rule()) ? found.asWarning() : found;
    }

    /** @return the finding; of a file that stays as it is, while what it names has left, with what to do about that */
    static ReleaseFinding withWhatItNames(ReleaseFinding found, Rule rule) {
        return OF_WHAT_LEFT.contains(rule)
                ? found.with("leave what it names, or change or retire this file, too")
                : found;
    }

    @Override
    public Set<String> needs(Candidate candidate) {
        Vocabulary vocabulary = platforms.get().vocabulary();
        Set<String> needs = new TreeSet<>();
        candidate
                .content(ReleasedModels.class)
                .models()
                .processes()
                .values()
                .forEach(process -> needs.addAll(VocabularyUse.of(process, vocabulary)));
        return needs;
    }

    @Override
    public Set<String> offers() {
        return VocabularyUse.all(platforms.get().vocabulary());
    }

    @Override
    public boolean isInForce(ReleaseFiles files) {
        return deployment.isInForce(live.models(), files);
    }

    @Override
    public void apply(Candidate candidate) {
        deployment.deploy(
                candidate.number(),
                candidate.content(ReleasedModels.class).models(),
                candidate.contentBefore(ReleasedModels.class).models(),
                candidate.files());
    }

    @Override
    public void released(Candidate candidate) {
        Set<String> now =
                candidate.content(ReleasedModels.class).models().processes().keySet();
        Set<String> left = new TreeSet<>(before(candidate));
        left.removeAll(now);
        Set<String> changed = new TreeSet<>(now);
        changed.addAll(left);
        Set<String> ended = left.isEmpty() ? left : versions.ended(left);
        changed.removeAll(ended);
        deliveries.close(
                ended,
                "the journey has left with release " + candidate.number() + "; replay it if the journey comes back");
        deliveries.tryAgain(changed);
    }

    /** The journeys that were live before. */
    private static Set<String> before(Candidate candidate) {
        return candidate
                .contentBefore(ReleasedModels.class)
                .models()
                .processes()
                .keySet();
    }

    @Override
    public void use(ReleasedModels content, long release) {
        live = content;
    }
}
