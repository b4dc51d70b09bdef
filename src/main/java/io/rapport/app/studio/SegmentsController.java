package io.rapport.app.studio;

import io.rapport.app.operations.FindingTexts;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseFile;
import io.rapport.segment.SegmentPreviews;
import io.rapport.segment.Segments;
import io.rapport.segment.Segments.DayCount;
import io.rapport.segment.Segments.Member;
import io.rapport.segment.Segments.Segment;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /studio/segments}: the segments with their sizes, one of them with its trend and some members, and what a draft of
 * the file would mean. Members are shown to who may see customers, and each showing is in the audit log.
 */
@Controller
@RequestMapping("/studio/segments")
class SegmentsController {

    private static final String FILE = "processes/segments.yaml";
    private static final int DAYS = 60;
    private static final int SAMPLE = 20;

    private final Segments segments;
    private final SegmentPreviews previews;
    private final NodeRelease release;
    private final AuditLog audit;
    private final WebInvocationPrivilegeEvaluator privileges;

    SegmentsController(
            Segments segments,
            SegmentPreviews previews,
            NodeRelease release,
            AuditLog audit,
            WebInvocationPrivilegeEvaluator privileges) {
        this.segments = segments;
        this.previews = previews;
        this.release = release;
        this.audit = audit;
        this.privileges = privileges;
    }

    /**
     * A segment in the list.
     *
     * @param segment what is known of it
     * @param plot of its trend; {@code null} where too little is known
     */
    record Row(Segment segment, TrendPlot plot) {}

    @GetMapping({"", "/"})
    ModelAndView list(Locale reader, Authentication user) {
        return page("studio/segments", reader, live(), user);
    }

    @PostMapping("/preview")
    ModelAndView preview(@RequestParam(defaultValue = "") String draft, Locale reader, Authentication user) {
        StudioTexts texts = StudioTexts.in(reader);
        SegmentPreviews.DraftEffects preview = previews.of(draft, Locale.forLanguageTag(texts.language()));
        ModelAndView page = page("studio/segments", reader, draft, user).addObject("preview", preview);
        if (!preview.findings().isEmpty()) {
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
        }
        return page;
    }

    /** A preview is asked for by its form; who loads its address anew gets the list. */
    @GetMapping("/preview")
    ModelAndView noPreview(Locale reader, Authentication user) {
        return list(reader, user);
    }

    @GetMapping("/{name}")
    ModelAndView segment(@PathVariable String name, Locale reader, Authentication user) {
        StudioTexts texts = StudioTexts.in(reader);
        Locale language = Locale.forLanguageTag(texts.language());
        Optional<Segment> found = segments.all(language).stream()
                .filter(segment -> segment.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            ModelAndView page = page("studio/unknown-segment", texts, user);
            page.setStatus(HttpStatus.NOT_FOUND);
            return page;
        }
        List<DayCount> trend = segments.trend(name, DAYS);
        List<DayCount> newestFirst = new ArrayList<>(trend);
        Collections.reverse(newestFirst);
        boolean maySee = privileges.isAllowed("", "/customers/any", "GET", user);
        ModelAndView page = page("studio/segment", texts, user)
                .addObject("segment", found.get())
                .addObject("plot", TrendPlot.of(trend, 640, 160))
                .addObject("counts", newestFirst)
                .addObject("maySee", maySee);
        if (maySee) {
            List<Member> sample = segments.newest(name, SAMPLE);
            audit.recordAll(sample.stream()
                    .map(member -> new AuditRecord(
                            Actor.staff(user.getName()), AuditAction.READ, "segment-sample", member.customerId(), name))
                    .toList());
            page.addObject(
                    "sample", sample.stream().map(SegmentsController::line).toList());
        }
        return page;
    }

    /** A member of a segment, as the page has it. */
    record SampleLine(String customerId, String since) {}

    private static SampleLine line(Member member) {
        return new SampleLine(
                member.customerId(),
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                        .format(member.since().atOffset(ZoneOffset.UTC)));
    }

    private String live() {
        return release.files()
                .at(FILE)
                .map(ReleaseFile::bytes)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    private ModelAndView page(String view, Locale reader, String draft, Authentication user) {
        StudioTexts texts = StudioTexts.in(reader);
        List<Row> rows = segments.all(Locale.forLanguageTag(texts.language())).stream()
                .map(segment -> new Row(segment, TrendPlot.of(segments.trend(segment.name(), DAYS), 160, 32)))
                .toList();
        return page(view, texts, user)
                .addObject("said", new FindingTexts(Locale.forLanguageTag(texts.language())))
                .addObject("rows", rows)
                .addObject("draft", draft)
                .addObject("today", segments.today());
    }

    private ModelAndView page(String view, StudioTexts texts, Authentication user) {
        return new ModelAndView(view)
                .addObject("t", texts.all())
                .addObject("language", texts.language())
                .addObject("seesMessages", privileges.isAllowed("", "/studio/messages", "GET", user))
                .addObject("seesInsights", privileges.isAllowed("", "/insights/relationships", "GET", user));
    }
}
