package io.rapport.journey.internal;

import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.template.Formats;
import java.time.Duration;
import java.time.ZoneId;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The round of the panel to which a customer was invited last, in words for a message. It is read when a template asks for it:
 * of all messages few do. Of who was never invited all of it is empty.
 */
final class InvitedPanel extends AbstractMap<String, Object> {

    private final Panels panels;
    private final String customerId;
    private final Locale locale;
    private final ZoneId zone;
    private Map<String, Object> read;

    /** @param customerId bare id; {@code null}: the message goes to no customer */
    InvitedPanel(Panels panels, String customerId, Locale locale, ZoneId zone) {
        this.panels = panels;
        this.customerId = customerId;
        this.locale = locale;
        this.zone = zone;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        if (read == null) {
            PanelRound round = customerId == null
                    ? null
                    : panels.invitation(customerId)
                            .flatMap(invitation -> panels.find(invitation.roundId()))
                            .orElse(null);
            PanelRound.Text text = round == null ? null : round.text(locale);
            read = new HashMap<>();
            read.put("title", text == null ? null : text.title());
            read.put("question", text == null ? null : text.question());
            read.put("result", text == null ? null : text.result());
            read.put(
                    "endsOn",
                    round == null ? null : Formats.date(round.endsAt().minus(Duration.ofSeconds(1)), locale, zone));
        }
        return read.entrySet();
    }
}
