package io.rapport.app.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.value.Cdnow;
import io.rapport.value.ValueFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plots of docs/value.md are drawn by what draws those of the page; {@code -Drenew-pictures} draws them anew. */
class ValuePicturesTest {

    @ParameterizedTest
    @ValueSource(strings = {"tracking", "calibration"})
    void pictures(String which) throws IOException {
        ValueFit fit = Cdnow.read().fit();
        ValuePlots plots = new ValuePlots(fit, Locale.ENGLISH, LinePlot.STYLE);
        String svg = (which.equals("tracking") ? plots.tracking() : plots.calibration()) + "\n";
        Path picture = Path.of("docs/images/value-cdnow-" + which + ".svg");
        if (System.getProperty("renew-pictures") != null) {
            Files.writeString(picture, svg);
        }
        assertThat(picture).hasContent(svg);
    }
}
