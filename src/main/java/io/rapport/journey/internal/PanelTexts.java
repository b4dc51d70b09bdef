package io.rapport.journey.internal;

import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.template.Formats;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The round of the panel to which a customer was invited last, in words for messages. */
@Component
final class PanelTexts {

    private final Panels panels;

    PanelTexts(Panels panels) {
        this.panels = panels;
    }

    /** @return {@code title}, {@code question}, {@code result} and the last day to answer, {@code endsOn}; each
     *     {@code null} for who was never invited */
    Map<String, Object> invitation(String customerId, Locale locale) {
        return panels.invitation(customerId)
                .flatMap(invitation -> panels.find(invitation.roundId()))
                .map(round -> view(round, locale))
                .orElseGet(PanelTexts::nothing);
    }

    private static Map<String, Object> nothing() {
        Map<String, Object> view = new HashMap<>();
        List.of("title", "question", "result", "endsOn").forEach(name -> view.put(name, null));
        return view;
    }

    private static Map<String, Object> view(PanelRound round, Locale locale) {
        PanelRound.Text text = round.text(locale);
        Map<String, Object> view = new HashMap<>();
        view.put("title", text.title());
        view.put("question", text.question());
        view.put("result", text.result());
        view.put("endsOn", Formats.date(round.lastDay(), locale));
        return view;
    }
}
