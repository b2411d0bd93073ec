package dev.hibi.classifier;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures that are no photographs of concrete, each kind as many as there are seeds. */
enum DrawnPicture {
  SUNSET {
    @Override
    void draw(Graphics2D g, Random random) {
      g.setPaint(new GradientPaint(0, 0, new Color(40, 30, 90), 0, SIZE, new Color(250, 150, 60)));
      g.fillRect(0, 0, SIZE, SIZE);
      g.setColor(new Color(255, 230, 120));
      g.fillOval(60 + random.nextInt(80), 110, 60, 60);
      g.setColor(new Color(20, 40, 70));
      g.fillRect(0, 170, SIZE, SIZE - 170);
    }
  },
  HOUSE {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, new Color(150, 200, 240));
      g.setColor(new Color(90, 160, 70));
      g.fillRect(0, 170, SIZE, SIZE - 170);
      int x = 40 + random.nextInt(40);
      g.setColor(new Color(220, 190, 150));
      g.fillRect(x, 110, 100, 80);
      g.setColor(new Color(160, 50, 40));
      g.fillPolygon(new Polygon(new int[] {x - 10, x + 50, x + 110}, new int[] {110, 50, 110}, 3));
      g.setColor(new Color(80, 110, 150));
      g.fillRect(x + 15, 130, 25, 25);
      g.fillRect(x + 60, 130, 25, 60);
    }
  },
  PAGE {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, Color.WHITE);
      g.setColor(Color.BLACK);
      for (int y = 20; y < SIZE - 10; y += 15) {
        int x = 12;
        while (x < SIZE - 40) { // words, of boxes: no font need be there
          int width = 6 + random.nextInt(30);
          for (int letter = 0; letter < width; letter += 6) {
            g.drawRect(x + letter, y - random.nextInt(3), 3, 7);
          }
          x += width + 7;
        }
      }
    }
  },
  CHECKERS {
    @Override
    void draw(Graphics2D g, Random random) {
      int edge = 12 + random.nextInt(20);
      Color one = any(random);
      Color other = any(random);
      for (int y = 0; y < SIZE; y += edge) {
        for (int x = 0; x < SIZE; x += edge) {
          g.setColor((x / edge + y / edge) % 2 == 0 ? one : other);
          g.fillRect(x, y, edge, edge);
        }
      }
    }
  },
  STRIPES {
    @Override
    void draw(Graphics2D g, Random random) {
      int width = 5 + random.nextInt(15);
      for (int x = -SIZE; x < SIZE; x += width) {
        g.setColor(any(random));
        g.setStroke(new BasicStroke(width));
        g.drawLine(x, 0, x + SIZE, SIZE);
      }
    }
  },
  BALLS {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, any(random));
      for (int i = 0; i < 40; i++) {
        int size = 10 + random.nextInt(50);
        g.setColor(any(random));
        g.fillOval(random.nextInt(SIZE) - 20, random.nextInt(SIZE) - 20, size, size);
      }
    }
  },
  COLOUR_NOISE {
    @Override
    void draw(Graphics2D g, Random random) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          g.setColor(any(random));
          g.fillRect(x, y, 1, 1);
        }
      }
    }
  },
  GREY_NOISE {
    @Override
    void draw(Graphics2D g, Random random) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int grey = random.nextInt(256);
          g.setColor(new Color(grey, grey, grey));
          g.fillRect(x, y, 1, 1);
        }
      }
    }
  },
  PLAIN {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, any(random));
    }
  },
  BLACK {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, Color.BLACK);
    }
  },
  WHITE {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, Color.WHITE);
    }
  },
  FACE {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, any(random));
      g.setColor(new Color(255, 220, 120));
      g.fillOval(30, 30, 167, 167);
      g.setColor(Color.BLACK);
      g.fillOval(75, 80 + random.nextInt(10), 20, 25);
      g.fillOval(130, 80 + random.nextInt(10), 20, 25);
      g.setStroke(new BasicStroke(6));
      g.drawArc(70, 90, 90, 70, 200, 140);
    }
  },
  CHART {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, Color.WHITE);
      g.setColor(Color.LIGHT_GRAY);
      for (int y = 20; y < SIZE; y += 30) {
        g.drawLine(15, y, SIZE - 15, y);
      }
      for (int bar = 0; bar < 7; bar++) {
        int height = 20 + random.nextInt(160);
        g.setColor(any(random));
        g.fillRect(20 + bar * 28, 200 - height, 20, height);
      }
    }
  },
  BRICKS {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, new Color(190, 185, 175));
      for (int row = 0; row < 10; row++) {
        for (int x = row % 2 == 0 ? 0 : -25; x < SIZE; x += 50) {
          g.setColor(new Color(140 + random.nextInt(50), 60 + random.nextInt(30), 45));
          g.fillRect(x + 2, row * 24 + 2, 46, 20);
        }
      }
    }
  },
  WIRES {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, new Color(170, 200, 230));
      for (int i = 0; i < 9; i++) {
        g.setColor(any(random).darker());
        g.setStroke(new BasicStroke(2 + random.nextInt(6)));
        g.drawArc(-40, random.nextInt(200) - 60, SIZE + 80, 100, 180, 180);
      }
    }
  },
  FOREST {
    @Override
    void draw(Graphics2D g, Random random) {
      fill(g, new Color(200, 220, 200));
      for (int i = 0; i < 60; i++) {
        int x = random.nextInt(SIZE);
        int y = 40 + random.nextInt(SIZE);
        g.setColor(new Color(20 + random.nextInt(40), 80 + random.nextInt(100), 30));
        g.fillPolygon(new int[] {x - 18, x, x + 18}, new int[] {y, y - 60, y}, 3);
      }
    }
  };

  private static final int SIZE = 227;

  abstract void draw(Graphics2D g, Random random);

  /** A picture of 227 by 227 pixels, the same for each seed. */
  BufferedImage draw(long seed) {
    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    draw(g, new Random(31 * seed + name().hashCode()));
    g.dispose();
    return picture;
  }

  private static void fill(Graphics2D g, Color color) {
    g.setColor(color);
    g.fillRect(0, 0, SIZE, SIZE);
  }

  private static Color any(Random random) {
    return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }
}
