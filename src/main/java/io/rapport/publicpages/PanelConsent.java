package io.rapport.publicpages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.feedback.Panels;
import java.util.Locale;

/** The consent to take part in the customer panel, in the words that the customer read. */
public final class PanelConsent {

    static final String CHANNEL = "email";

    private PanelConsent() {}

    /**
     * @param round number of the round on whose page it was given
     * @param reader whose language the page was in
     * @return the data of the event by which it is entered into the ledger
     */
    public static ObjectNode granted(long round, Locale reader) {
        PageTexts texts = PageTexts.in(reader);
        return JsonNodeFactory.instance
                .objectNode()
                .put("channel", CHANNEL)
                .put("topic", Panels.TOPIC)
                .put("basis", "consent")
                .put("source", "panel page, round " + round + ", text of " + texts.get("panel.consent.version"))
                .put("wording", texts.get("panel.consent"));
    }
}
