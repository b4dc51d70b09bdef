package io.rapport.app.studio;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Takes the pictures of the guides in docs/ anew: {@code mvn test -Dtest=Screenshots}. Its name keeps it out of the test
 * run, since the pictures are to be looked at before they are committed. Wants Chromium and Chinese fonts.
 */
@RapportTest
class Screenshots {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final Path FOLDER = Path.of("docs/screenshots");
    private static final List<String> MESSAGES = List.of("order-thanks", "survey-reminder", "win-back-offer");
    private static final int LARGEST = 200_000;
    private static final int GAP = 24;

    @LocalServerPort
    private int port;

    @Autowired
    private Previews previews;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Outbox outbox;

    @Test
    @DisplayName("Take three messages in both languages and both widths, and the studio")
    void take() throws IOException {
        Files.createDirectories(FOLDER);
        for (String name : MESSAGES) {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
                String mail = previews.sample(name, locale).frame();
                BufferedImage both = beside(List.of(mail(mail, 640), mail(mail, 375)));
                write(name + "." + locale.toLanguageTag(), both);
            }
        }
        write("studio-list", studio("en-GB", "/studio/messages", 1280, 900));
        write("studio-message", studio("en-GB", "/studio/messages/win-back-offer", 1440, 1150));
        write("studio-message.zh-CN", studio("zh-CN", "/studio/messages/survey-reminder?locale=zh-CN", 1440, 1150));
    }

    @Test
    @DisplayName("Take the operators' pages about messages in both languages")
    void takeOperations() throws Exception {
        Files.createDirectories(FOLDER);
        String customer = Journeys.newId("c");
        UUID waiting = messagesAtNight(customer);
        try {
            for (String language : List.of("en", "zh-CN")) {
                String suffix = language.equals("en") ? "" : "." + language;
                String list = "/operations/messages?customer=" + customer;
                write("operations-messages" + suffix, studio(language, list, 1440, 760));
                String story = "/operations/messages/" + waiting;
                write("operations-message" + suffix, studio(language, story, 1280, 1150));
            }
        } finally {
            journeys.now();
        }
    }

    /** @return tips that wait for the morning, of a customer with a welcome that arrived and an offer that may not go */
    private UUID messagesAtNight(String customer) throws InterruptedException {
        journeys.moveTo(Shop.next(DayOfWeek.WEDNESDAY, LocalTime.of(22, 13)));
        journeys.event(
                "customer.updated",
                customer,
                Map.of("firstName", "Ann", "email", customer + "@example.com", "locale", "en-GB"));
        String order = shop.order(customer, 38);
        UUID tips =
                outbox.enqueue(OutboxRequest.toCustomer("usage-tips", customer).about(order, null, null, null));
        outbox.enqueue(OutboxRequest.toCustomer("win-back-note", customer));
        eventually("the dispatcher has evaluated all", () -> outbox.messages(customer).stream()
                .allMatch(message -> message.rule() != null));
        return tips;
    }

    private static BufferedImage mail(String html, int width) throws IOException {
        try (Page page = chromium.newPage(new Browser.NewPageOptions().setViewportSize(width, 400))) {
            page.setContent(html);
            return ImageIO.read(
                    new ByteArrayInputStream(page.screenshot(new Page.ScreenshotOptions().setFullPage(true))));
        }
    }

    private BufferedImage studio(String language, String path, int width, int height) throws IOException {
        Browser.NewPageOptions options = new Browser.NewPageOptions()
                .setViewportSize(width, height)
                .setLocale(language)
                .setExtraHTTPHeaders(Map.of("Authorization", OverHttp.basic("demo")));
        try (Page page = chromium.newPage(options)) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.text().contains("Security Policy") || message.text().contains("Blocked")) {
                    complaints.add(message.text());
                }
            });
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
            page.navigate("http://localhost:" + port + path);
            page.waitForLoadState();
            byte[] png = page.screenshot();
            assertThat(complaints).as("what the browser refuses").isEmpty();
            return ImageIO.read(new ByteArrayInputStream(png));
        }
    }

    private static BufferedImage beside(List<BufferedImage> pictures) {
        int width =
                pictures.stream().mapToInt(picture -> picture.getWidth() + GAP).sum() + GAP;
        int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow() + 2 * GAP;
        BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = all.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        canvas.setColor(new Color(0xd9d9d9));
        canvas.fillRect(0, 0, width, height);
        int x = GAP;
        for (BufferedImage picture : pictures) {
            canvas.drawImage(picture, x, GAP, null);
            x += picture.getWidth() + GAP;
        }
        canvas.dispose();
        return all;
    }

    private static void write(String name, BufferedImage picture) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(fewColours(picture), "png", png);
        assertThat(png.size()).as(name).isLessThan(LARGEST);
        Files.write(FOLDER.resolve(name + ".png"), png.toByteArray());
    }

    /** Keeps the 256 commonest colours, which is all that text on plain ground needs, and a third of the bytes. */
    private static BufferedImage fewColours(BufferedImage picture) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                counts.merge(picture.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int[] palette = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(256)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        IndexColorModel colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage indexed =
                new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int index = nearest.computeIfAbsent(picture.getRGB(x, y) & 0xffffff, rgb -> nearest(rgb, palette));
                indexed.getRaster().setSample(x, y, 0, index);
            }
        }
        return indexed;
    }

    private static int nearest(int rgb, int[] palette) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int red = (rgb >> 16) - (palette[i] >> 16);
            int green = (rgb >> 8 & 0xff) - (palette[i] >> 8 & 0xff);
            int blue = (rgb & 0xff) - (palette[i] & 0xff);
            int distance = red * red + green * green + blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }
}
