/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.QueueStatus.DropReason;

/** Segments that were lost, damaged, renamed or copied, by a disk or by a person. */
class SegmentDamageTest {

  private static final int MESSAGES = 30;
  private static final int IN_SEGMENT = 6;
  private static final QueueLimits LIMITS =
      QueueFixture.limits(1000, 1_000_000, Duration.ZERO, DropPolicy.NEWEST);

  @TempDir Path temp;
  private QueueFixture fixture;

  @BeforeEach
  void fill() throws IOException {
    fixture = new QueueFixture(temp.resolve("queue"), LIMITS);
    for (int i = 1; i <= MESSAGES; i++) {
      fixture.append(text(i));
    }
    assertEquals(List.of(1L, 7L, 13L, 19L, 25L), segments());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** What is done to the files, which messages that costs and how many files are set aside. */
  private enum Damage {
    MISSING_FIRST(1, 6, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.delete(test.segment(1));
      }
    },
    MISSING_MIDDLE(13, 18, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.delete(test.segment(13));
      }
    },
    MISSING_LAST(25, 30, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.delete(test.segment(25));
      }
    },
    MISSING_ALL(1, 30, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        for (long first : test.segments()) {
          Files.delete(test.segment(first));
        }
      }
    },
    EMPTY_FIRST(1, 6, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.write(test.segment(1), new byte[0]);
      }
    },
    EMPTY_LAST(25, 30, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.write(test.segment(25), new byte[0]);
      }
    },
    ZEROED_FIRST(1, 6, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        test.zero(1, 0, Integer.MAX_VALUE);
      }
    },
    ZEROED_LAST(25, 30, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        test.zero(25, 0, Integer.MAX_VALUE);
      }
    },
    ZEROED_MIDDLE_OF_FIRST(3, 4, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        int size = (int) Files.size(test.segment(1)) / IN_SEGMENT;
        test.zero(1, 2 * size, 4 * size);
      }
    },
    ZEROED_END_OF_MIDDLE(17, 18, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        int size = (int) Files.size(test.segment(13)) / IN_SEGMENT;
        test.zero(13, 4 * size, 6 * size);
      }
    },
    CUT_MIDDLE(18, 18, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        byte[] bytes = Files.readAllBytes(test.segment(13));
        Files.write(test.segment(13), Arrays.copyOf(bytes, bytes.length - 5));
      }
    },
    FLIPPED_BIT(10, 10, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        byte[] bytes = Files.readAllBytes(test.segment(7));
        bytes[bytes.length * 7 / 12] ^= 16;
        Files.write(test.segment(7), bytes);
      }
    },
    RENAMED(1, 0, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.move(test.segment(1), test.segment(500));
      }
    },
    RENAMED_BEYOND_US(1, 0, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.move(test.segment(13), test.fixture.directory.resolve("backup.log"));
      }
    },
    SWAPPED(1, 0, 0) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Path between = test.fixture.directory.resolve("between");
        Files.move(test.segment(7), between);
        Files.move(test.segment(19), test.segment(7));
        Files.move(between, test.segment(19));
      }
    },
    COPIED(1, 0, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.copy(test.segment(7), test.segment(500));
      }
    },
    COPIED_OVER(19, 24, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.write(test.segment(19), Files.readAllBytes(test.segment(7)));
      }
    },
    FOREIGN(1, 0, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.writeString(test.segment(77), "by a person");
      }
    },
    FOREIGN_BETWEEN(1, 0, 1) {
      @Override
      void to(SegmentDamageTest test) throws IOException {
        Files.writeString(test.segment(9), "by a person");
      }
    };

    private final long from;
    private final long to;
    private final int setAside;

    Damage(long from, long to, int setAside) {
      this.from = from;
      this.to = to;
      this.setAside = setAside;
    }

    abstract void to(SegmentDamageTest test) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatIsLostOnceDeliversTheRestAndSetsAsideWhatIsDamaged(Damage damage)
      throws IOException {
    fixture.queue.close();
    Map<String, byte[]> before = fixture.snapshot();
    damage.to(this);
    List<byte[]> spoiled = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : fixture.snapshot().entrySet()) {
      boolean same = before.values().stream().anyMatch(old -> Arrays.equals(old, each.getValue()));
      if (!same && each.getValue().length > 0) {
        spoiled.add(each.getValue());
      }
    }
    fixture.reopen(LIMITS);
    long lost = damage.to - damage.from + 1;
    List<String> rest =
        LongStream.rangeClosed(1, MESSAGES)
            .filter(i -> i < damage.from || i > damage.to)
            .mapToObj(SegmentDamageTest::text)
            .toList();
    assertEquals(rest, fixture.waiting());
    assertEquals(
        lost == 0 ? Map.of() : Map.of(DropReason.DAMAGED, lost), fixture.queue.status().dropped());
    assertEquals(MESSAGES - lost, fixture.queue.status().messages());
    assertEquals(0, fixture.queue.status().tornBytes());

    fixture.reopen(LIMITS);
    assertEquals(rest, fixture.waiting());
    assertEquals(Map.of(), fixture.queue.status().dropped());

    assertEquals(MESSAGES + 1, fixture.append(text(MESSAGES + 1)));
    fixture.records().forEach(each -> fixture.queue.acknowledge(each.sequence()));
    fixture.queue.acknowledge(fixture.append("x".repeat(64 * 1024)));
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(List.of(), fixture.waiting());
    List<Path> aside = fixture.files(DamagedFiles.ENDING);
    assertEquals(damage.setAside, aside.size());
    for (byte[] bytes : spoiled) {
      assertTrue(
          contents(aside).stream().anyMatch(kept -> Arrays.equals(kept, bytes)), "not set aside");
    }
    fixture.reopen(LIMITS);
    assertEquals(Map.of(), fixture.queue.status().dropped());
    assertEquals(MESSAGES + 3, fixture.append("next"));
  }

  @Test
  void whatWasDeliveredIsNotMissed() throws IOException {
    for (long i = 1; i <= IN_SEGMENT; i++) {
      fixture.queue.acknowledge(i);
      fixture.queue.acknowledge(12 + i);
    }
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(List.of(7L, 19L, 25L), segments());
    fixture.reopen(LIMITS);
    assertEquals(Map.of(), fixture.queue.status().dropped());
    fixture.queue.close();
    Files.delete(segment(7));
    fixture.reopen(LIMITS);
    assertEquals(Map.of(DropReason.DAMAGED, 6L), fixture.queue.status().dropped());
  }

  @Test
  void whatWasAcknowledgedOfAMissingSegmentIsNotLost() throws IOException {
    fixture.queue.acknowledge(2);
    fixture.queue.acknowledge(27);
    fixture.queue.close();
    Files.delete(segment(1));
    Files.write(segment(25), new byte[0]);
    fixture.reopen(LIMITS);
    assertEquals(Map.of(DropReason.DAMAGED, 10L), fixture.queue.status().dropped());
    assertEquals(18, fixture.waiting().size());
  }

  @Test
  void withoutHoldingsAsOfAnEarlierVersionOnlyWhatIsPlainToSeeIsCounted() throws IOException {
    fixture.queue.close();
    Files.delete(fixture.directory.resolve(SegmentInventory.FILE));
    Files.delete(segment(1));
    zero(13, 0, Integer.MAX_VALUE);
    fixture.reopen(LIMITS);
    assertEquals(Map.of(DropReason.DAMAGED, 6L), fixture.queue.status().dropped());
    assertEquals(18, fixture.waiting().size());
    assertEquals(1, fixture.files(DamagedFiles.ENDING).size());
    assertEquals(MESSAGES + 1, fixture.append("next"));
  }

  @Test
  void damagedHoldingsMissNothing() throws IOException {
    Map<String, byte[]> sound = fixture.snapshot();
    byte[] bytes = sound.get(SegmentInventory.FILE);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      fixture.restore(sound);
      Files.write(fixture.directory.resolve(SegmentInventory.FILE), damaged);
      fixture.reopen(LIMITS);
      assertEquals(Map.of(), fixture.queue.status().dropped());
      assertEquals(MESSAGES, fixture.waiting().size());
    }
  }

  @Test
  void aFullDiskDeletesWhatIsDoneAndMissesNothingAfterwards() throws IOException {
    fixture.medium.space = 0;
    for (long i = 1; i <= IN_SEGMENT; i++) {
      fixture.queue.acknowledge(i);
    }
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(List.of(7L, 13L, 19L, 25L), segments());
    fixture.reopen(LIMITS);
    fixture.medium.space = Long.MAX_VALUE;
    fixture.reopen(LIMITS);
    assertEquals(Map.of(), fixture.queue.status().dropped());
    assertEquals(24, fixture.waiting().size());
  }

  @Test
  void aSegmentDamagedWhileTheQueueIsOpenIsSetAside() throws IOException {
    byte[] bytes = Files.readAllBytes(segment(7));
    bytes[500] ^= 1;
    Files.write(segment(7), bytes);
    fixture.records().forEach(each -> fixture.queue.acknowledge(each.sequence()));
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(Map.of(DropReason.DAMAGED, 1L), fixture.queue.status().dropped());
    assertEquals(1, fixture.files(DamagedFiles.ENDING).size());
  }

  @Test
  void whatIsSetAsideIsPrivateAndBounded() throws IOException {
    for (int i = 0; i < DamagedFiles.MOST_FILES + 4; i++) {
      fixture.queue.close();
      Files.writeString(segment(1000 + i), "by a person");
      fixture.reopen(LIMITS);
    }
    List<Path> aside = fixture.files(DamagedFiles.ENDING);
    assertEquals(DamagedFiles.MOST_FILES, aside.size());
    for (Path file : aside) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertEquals(MESSAGES, fixture.waiting().size());
  }

  private static List<byte[]> contents(List<Path> files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  private void zero(long first, int from, int to) throws IOException {
    byte[] bytes = Files.readAllBytes(segment(first));
    Arrays.fill(bytes, from, Math.min(to, bytes.length), (byte) 0);
    Files.write(segment(first), bytes);
  }

  private Path segment(long first) {
    return fixture.directory.resolve(Segment.fileName(first));
  }

  private List<Long> segments() throws IOException {
    return fixture.files(Segment.RECORDS).stream()
        .map(file -> Segment.firstOf(file, Segment.RECORDS))
        .toList();
  }

  private static String text(long number) {
    return String.format("%05d", number) + "x".repeat(10_000);
  }
}
