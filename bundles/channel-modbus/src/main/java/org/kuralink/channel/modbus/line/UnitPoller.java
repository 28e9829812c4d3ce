/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldPointStatus.Quality;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.kuralink.channel.modbus.point.ReadBatch;
import org.kuralink.channel.modbus.point.ValueForm;
import org.kuralink.channel.modbus.point.ValueForm.UnfitValueException;

/**
 * A device at its line: when which of its points are read, and what came of it. What is due
 * together is read and reported together. A device that does not answer is tried less and less. All
 * but {@link #status} is for the line's thread.
 */
public final class UnitPoller implements FieldLine.Served {

  /** Points that are due so close together are read together. */
  static final Duration TOGETHER = Duration.ofMillis(20);

  /** How far the first polls are spread at most. */
  static final Duration SPREAD = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final int unit;
  private final DeviceIdentity identity;
  private final String name;
  private final Clock clock;
  private final Told reports;
  private final List<Group> groups = new ArrayList<>();
  private final Set<ModbusPoint> alone = new HashSet<>();
  private final Map<String, Object> reported = new HashMap<>();
  private final Map<String, Outage> outages = new HashMap<>();
  private final Map<String, FieldPointStatus> states = new ConcurrentHashMap<>();
  private final Patience patience = new Patience(LONGEST_PAUSE);
  private final Outage silence;

  private static final class Group {
    private final long period;
    private final List<ModbusPoint> points = new ArrayList<>();
    private long due;

    Group(long period, long due) {
      this.period = period;
      this.due = due;
    }
  }

  /**
   * The polls of a device.
   *
   * @param serverId for people
   * @param device which one
   * @param points of it; those that are only written are never read
   * @param reports told what was read
   * @param clock the time of day
   * @param from when the first poll is due, in nanoseconds of the line's time
   */
  public UnitPoller(
      String serverId,
      Device device,
      Collection<ModbusPoint> points,
      Told reports,
      Clock clock,
      long from) {
    this.unit = device.unit();
    this.identity = device.identity();
    this.name = VisibleText.of(serverId) + " unit " + unit + " (" + identity + ")";
    this.reports = reports;
    this.clock = clock;
    this.silence = new Outage(name, clock);
    Map<Long, Group> periods = new TreeMap<>();
    for (ModbusPoint point : points) {
      state(point, Quality.BAD, Optional.empty(), Optional.empty(), Optional.empty());
      if (!point.writeOnly()) {
        periods
            .computeIfAbsent(
                point.pollMillis(), period -> new Group(Duration.ofMillis(period).toNanos(), from))
            .points
            .add(point);
      }
    }
    groups.addAll(periods.values());
  }

  /** Who is told what was read; on the line's thread. */
  public interface Told {

    /** Values that were read together. */
    void values(DeviceIdentity device, Map<String, Object> values, Instant at);

    /** The line's state changed. */
    void stateChanged();
  }

  /**
   * Which device.
   *
   * @param unit its number at the line
   * @param identity under which it reports
   */
  public record Device(int unit, DeviceIdentity identity) {}

  @Override
  public long due() {
    long due = Long.MAX_VALUE / 2;
    boolean any = false;
    for (Group group : groups) {
      due = !any || group.due - due < 0 ? group.due : due;
      any = true;
    }
    return due;
  }

  @Override
  public void poll(FieldLine line) {
    List<ModbusPoint> due = take(line.now());
    if (due.isEmpty() || patience.isPausing(line.now())) {
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Instant at = clock.instant();
    List<ReadBatch> batches = ReadBatch.merge(due, line.rules().bridgedGaps(), alone::contains);
    for (int i = 0; i < batches.size(); i++) {
      Optional<ModbusFault> silent = read(line, batches.get(i), values);
      if (silent.isPresent()) {
        batches.subList(i, batches.size()).stream()
            .flatMap(batch -> batch.points().stream())
            .forEach(point -> unread(point, silent.get().getMessage()));
        break;
      }
    }
    if (!values.isEmpty()) {
      reports.values(identity, values, at);
    }
  }

  /** What is due now or very soon; polls that were missed are left out. */
  private List<ModbusPoint> take(long now) {
    List<ModbusPoint> due = new ArrayList<>();
    for (Group group : groups) {
      if (group.due - now <= TOGETHER.toNanos()) {
        due.addAll(group.points);
        group.due += group.period;
        if (group.due - now <= 0) {
          group.due += ((now - group.due) / group.period + 1) * group.period;
        }
      }
    }
    return due;
  }

  /** Reads a batch; the fault if there is no use in reading the next one. */
  private Optional<ModbusFault> read(FieldLine line, ReadBatch batch, Map<String, Object> values) {
    try {
      int[] words = line.read(unit, batch.at(), !patience.isWorn());
      answers();
      batch.points().forEach(point -> accept(point, batch.wordsOf(point, words), values));
      return Optional.empty();
    } catch (ModbusFault fault) {
      if (fault.isSilence()) {
        patience.failed(line.now());
        silence.happened(fault.getMessage());
        return Optional.of(fault);
      }
      if (fault.kind() == Kind.BROKEN || fault.kind() == Kind.FORBIDDEN) {
        return Optional.of(fault);
      }
      answers();
      if (fault.isAboutAddresses() && batch.points().size() > 1) {
        return readEach(line, batch, values);
      }
      batch.points().forEach(point -> refused(point, fault.getMessage()));
      return Optional.empty();
    }
  }

  /** One address that is not there must not cost its neighbours. */
  private Optional<ModbusFault> readEach(
      FieldLine line, ReadBatch batch, Map<String, Object> values) {
    int failed = 0;
    for (ModbusPoint point : batch.points()) {
      Optional<ModbusFault> silent = read(line, new ReadBatch(point.at(), List.of(point)), values);
      if (silent.isPresent()) {
        return silent;
      }
      if (state(point).quality() != Quality.GOOD) {
        alone.add(point);
        failed++;
      }
    }
    if (failed == 0) {
      alone.addAll(batch.points());
    }
    return Optional.empty();
  }

  private void answers() {
    patience.answered();
    silence.ended();
  }

  private void accept(ModbusPoint point, int[] words, Map<String, Object> values) {
    try {
      Object value = ValueForm.decode(point, words);
      state(
          point, Quality.GOOD, Optional.of(value), Optional.of(clock.instant()), Optional.empty());
      Outage outage = outages.get(point.identifier());
      if (outage != null) {
        outage.ended();
      }
      Object last = reported.put(point.identifier(), value);
      if (!point.onChange() || !value.equals(last)) {
        values.put(point.identifier(), value);
      }
    } catch (UnfitValueException e) {
      refused(point, e.getMessage());
    }
  }

  /** The device answers, but not with a value of this point. */
  private void refused(ModbusPoint point, String why) {
    outages
        .computeIfAbsent(
            point.identifier(),
            key -> new Outage(name + " " + VisibleText.of(key) + " (" + point.at() + ")", clock))
        .happened(why);
    FieldPointStatus last = state(point);
    state(point, Quality.BAD, last.value(), last.at(), Optional.of(why));
  }

  private void unread(ModbusPoint point, String why) {
    FieldPointStatus last = state(point);
    Quality quality = last.quality() == Quality.BAD ? Quality.BAD : Quality.STALE;
    state(point, quality, last.value(), last.at(), Optional.of(why));
  }

  private FieldPointStatus state(ModbusPoint point) {
    return Objects.requireNonNull(states.get(point.identifier()));
  }

  private void state(
      ModbusPoint point,
      Quality quality,
      Optional<Object> value,
      Optional<Instant> at,
      Optional<String> error) {
    states.put(
        point.identifier(),
        new FieldPointStatus(identity, point.identifier(), quality, value, at, error));
  }

  /**
   * Writes a point, reads it back, and reports what was read.
   *
   * @param encoded what {@link ValueForm#encode} made of the value
   * @return what was read back, or written
   * @throws ModbusFault also if what is read back is not what was written
   */
  public int[] write(FieldLine line, ModbusPoint point, int[] encoded) throws ModbusFault {
    int[] back = write(line, unit, point, encoded);
    answers();
    Map<String, Object> values = new LinkedHashMap<>();
    if (!point.writeOnly()) {
      accept(point, back, values);
    }
    if (!values.isEmpty()) {
      reports.values(identity, values, clock.instant());
    }
    return back;
  }

  /** The same for a point that nobody polls. */
  public static int[] write(FieldLine line, int unit, ModbusPoint point, int[] encoded)
      throws ModbusFault {
    int[] words = encoded;
    if (point.isBitOfRegister()) {
      int present = line.read(unit, point.at(), true)[0];
      words = new int[] {ValueForm.withBit(point, present, encoded[0])};
    }
    line.write(unit, point.writeFunction(), point.at(), words);
    if (point.writeOnly()) {
      return words;
    }
    int[] back = line.read(unit, point.at(), true);
    if (!ValueForm.isSame(point, words, back)) {
      throw new ModbusFault(Kind.WRONG, "it was written, but another value is read back");
    }
    return back;
  }

  @Override
  public void lineChanged() {
    reports.stateChanged();
  }

  /** How its points stand, in the order of their names. Any thread may call. */
  public List<FieldPointStatus> status() {
    return states.values().stream()
        .sorted(Comparator.comparing(FieldPointStatus::identifier))
        .toList();
  }

  /** Its number at the line. */
  public int unit() {
    return unit;
  }
}
