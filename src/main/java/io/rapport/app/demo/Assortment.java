package io.rapport.app.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What the demo shop sells, {@code demo/articles.csv}: teas, what is needed for them, and presents. */
final class Assortment {

    /** Prices went up by so much a year. */
    private static final double YEARLY = .97;

    /** How often an article is bought: west and china are weights among those of its kind. */
    private record Article(String kind, Map<String, String> row) {

        int weight(ShopSeason.Region region) {
            return Integer.parseInt(row.get(region == ShopSeason.Region.WEST ? "west" : "china"));
        }
    }

    /**
     * A line of an order.
     *
     * @param kind tea, ware or gift
     * @param price of a piece
     */
    record Piece(String kind, String sku, String name, int quantity, BigDecimal price) {

        BigDecimal amount() {
            return price.multiply(BigDecimal.valueOf(quantity));
        }

        boolean isTea() {
            return kind.equals("tea");
        }

        boolean isPresent() {
            return kind.equals("gift");
        }
    }

    private final List<Article> articles;

    private Assortment(List<Article> articles) {
        this.articles = articles;
    }

    static Assortment load() throws IOException {
        return new Assortment(CsvText.rows(CsvText.resource("articles.csv")).stream()
                .map(row -> new Article(row.get("kind"), row))
                .toList());
    }

    /** @return the number of an article that somebody of the region might buy */
    int any(String kind, ShopSeason.Region region, RandomGenerator random) {
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < articles.size(); i++) {
            if (articles.get(i).kind().equals(kind)) {
                for (int n = articles.get(i).weight(region); n > 0; n--) {
                    drawn.add(i);
                }
            }
        }
        return drawn.get(random.nextInt(drawn.size()));
    }

    /**
     * @param number of the article
     * @param language of the buyer
     * @param yearsAgo when it was bought, since prices rise
     */
    Piece piece(int number, String language, String currency, int yearsAgo, int quantity) {
        Article article = articles.get(number);
        Map<String, String> row = article.row();
        int digits = currency.equals("CNY") ? 0 : 1;
        BigDecimal price = new BigDecimal(row.get(currency))
                .multiply(BigDecimal.valueOf(Math.pow(YEARLY, yearsAgo)))
                .setScale(digits, RoundingMode.HALF_UP)
                .setScale(2);
        return new Piece(article.kind(), row.get("sku"), row.get(language), quantity, price);
    }
}
