package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.WaitingEvent;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Answers to surveys, and to offers that we made to a complaint. One can take the place of an earlier one: that may have
 * come from a program that checks mails, or the customer may think again.
 */
@Component
final class LinkAnswers {

    /** The form's field by which a customer says that the answer is meant to take the place of an earlier one. */
    static final String CHANGE = "change";

    private static final int LONGEST_COMMENT = 4000;

    private final LinkEvents events;
    private final Surveys surveys;
    private final Complaints complaints;
    private final ObjectMapper json;

    LinkAnswers(LinkEvents events, Surveys surveys, Complaints complaints, ObjectMapper json) {
        this.events = events;
        this.surveys = surveys;
        this.complaints = complaints;
        this.json = json;
    }

    /** @return whether what the link is for is an answer */
    static boolean areOf(Link link) {
        return link.purpose() == Purpose.SURVEY || link.purpose() == Purpose.COMPLAINT_ANSWER;
    }

    /** @return the offer that the answer belongs to, by the mail that the link came with; 0 in mails that name none */
    static int offer(Link link) {
        return link.kind().matches("[1-9][0-9]?") ? Integer.parseInt(link.kind()) : 0;
    }

    /** @return whether we have an answer to what the link asks */
    boolean isGiven(Link link) {
        return events.isKnown(answerId(link));
    }

    ActionResult toSurvey(Link link, Map<String, String> form) {
        String score = form.getOrDefault("score", "");
        if (!score.matches("[1-5]")) {
            return ActionResult.invalid("score");
        }
        String comment = form.getOrDefault("comment", "").strip();
        if (comment.length() > LONGEST_COMMENT) {
            return ActionResult.invalid("comment");
        }
        ObjectNode data = json.createObjectNode();
        data.put("surveyId", link.about());
        data.put("score", Integer.parseInt(score));
        if (!comment.isEmpty()) {
            data.put("comment", comment);
        }
        boolean given = isGiven(link);
        if (given && isStanding(link, Integer.parseInt(score), comment)) {
            return ActionResult.DONE;
        }
        return answer(link, form, given, given ? "survey.amended" : "survey.answered", data);
    }

    ActionResult toComplaint(Link link, Map<String, String> form) {
        String accepted = form.getOrDefault("accepted", "");
        if (!accepted.equals("true") && !accepted.equals("false")) {
            return ActionResult.invalid("accepted");
        }
        ObjectNode data = json.createObjectNode();
        data.put("complaintId", link.about());
        data.put("accepted", Boolean.parseBoolean(accepted));
        if (offer(link) > 0) {
            data.put("offer", offer(link));
        }
        boolean given = isGiven(link);
        if (given && isStanding(link, Boolean.parseBoolean(accepted))) {
            return ActionResult.DONE;
        }
        return answer(link, form, given, "complaint.answered", data);
    }

    private ActionResult answer(Link link, Map<String, String> form, boolean given, String type, ObjectNode data) {
        if (given && !form.containsKey(CHANGE)) {
            return ActionResult.ALREADY;
        }
        events.publish(link, given ? changeId(link, form) : answerId(link), type, data);
        return ActionResult.DONE;
    }

    /** Whether a survey's newest answer is this one, be it processed or not. */
    private boolean isStanding(Link link, int score, String comment) {
        List<WaitingEvent> waiting = events.waiting(link.customerId(), "survey.answered", "survey.amended").stream()
                .filter(event -> link.about().equals(event.text("surveyId")))
                .toList();
        if (waiting.isEmpty()) {
            return surveys.find(link.about())
                    .filter(survey -> survey.score() != null
                            && survey.score() == score
                            && comment.equals(Objects.requireNonNullElse(survey.comment(), "")))
                    .isPresent();
        }
        WaitingEvent newest = waiting.get(waiting.size() - 1);
        return newest.data().path("score").intValue() == score
                && comment.equals(Objects.requireNonNullElse(newest.text("comment"), ""));
    }

    /** Whether the newest answer to an offer of ours is this one, be it processed or not. */
    private boolean isStanding(Link link, boolean accepted) {
        List<WaitingEvent> waiting = events.waiting(link.customerId(), "complaint.answered").stream()
                .filter(event -> link.about().equals(event.text("complaintId")))
                .toList();
        if (waiting.isEmpty()) {
            return complaints
                    .find(link.about())
                    .filter(complaint -> Boolean.valueOf(accepted).equals(complaint.accepted()))
                    .isPresent();
        }
        return waiting.get(waiting.size() - 1).data().path("accepted").asBoolean() == accepted;
    }

    /** The same form sent twice is one change. */
    private static String changeId(Link link, Map<String, String> form) {
        return answerId(link) + ":" + form.getOrDefault(FormStamp.FIELD, "");
    }

    /** A survey is answered once whichever mail the answer comes from; each answer of ours to a complaint anew. */
    private static String answerId(Link link) {
        return link.purpose() == Purpose.SURVEY
                ? "survey:" + link.about()
                : "complaint-answer:" + link.about() + ":" + link.messageId();
    }
}
