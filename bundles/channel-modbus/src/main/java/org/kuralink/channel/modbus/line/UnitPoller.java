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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
  private final Map<String, Standing> standings = new TreeMap<>();
  private List<Group> planned = List.of();
  private List<Part> plan = List.of();
  private final Patience patience = new Patience(LONGEST_PAUSE);
  private final Outage silence;

  /** How a point stands; its state is for any thread. */
  private static final class Standing {
    private final ModbusPoint point;
    private volatile State state;
    private @Nullable Object reported;
    private @Nullable Outage outage;

    Standing(ModbusPoint point) {
      this.point = point;
      this.state = new State(Quality.BAD, null, null, null);
    }
  }

  private record State(
      Quality quality, @Nullable Object value, @Nullable Instant at, @Nullable String error) {}

  /** A request, and whose values its answer holds. */
  private record Part(ReadBatch batch, List<Standing> standings) {}

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
      Polled device,
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
      standings.put(point.identifier(), new Standing(point));
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
   * @param unit its number at the line
   * @param identity under which it reports
   */
  public record Polled(int unit, DeviceIdentity identity) {}

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
    List<Group> due = take(line.now());
    if (due.isEmpty() || patience.isPausing(line.now())) {
      return;
    }
    List<Part> parts = plan(due, line.rules().bridgedGaps());
    int points = parts.stream().mapToInt(part -> part.standings().size()).sum();
    Map<String, Object> values = new LinkedHashMap<>(points * 4 / 3 + 1);
    Instant at = clock.instant();
    for (int i = 0; i < parts.size(); i++) {
      Optional<ModbusFault> silent = read(line, parts.get(i), values);
      if (silent.isPresent()) {
        String why = silent.get().getMessage();
        parts.subList(i, parts.size()).stream()
            .flatMap(part -> part.standings().stream())
            .forEach(standing -> unread(standing, why));
        break;
      }
    }
    if (!values.isEmpty()) {
      reports.values(identity, values, at);
    }
  }

  /** What is due now or very soon; polls that were missed are left out. */
  private List<Group> take(long now) {
    List<Group> due = new ArrayList<>();
    for (Group group : groups) {
      if (group.due - now <= TOGETHER.toNanos()) {
        due.add(group);
        group.due += group.period;
        if (group.due - now <= 0) {
          group.due += ((now - group.due) / group.period + 1) * group.period;
        }
      }
    }
    return due;
  }

  /** The requests for what is due; mostly those of the last time. */
  private List<Part> plan(List<Group> due, int bridged) {
    if (!due.equals(planned)) {
      List<ModbusPoint> points = new ArrayList<>();
      due.forEach(group -> points.addAll(group.points));
      plan = ReadBatch.merge(points, bridged, alone::contains).stream().map(this::part).toList();
      planned = due;
    }
    return plan;
  }

  private Part part(ReadBatch batch) {
    return new Part(batch, batch.points().stream().map(this::standing).toList());
  }

  private Standing standing(ModbusPoint point) {
    return Objects.requireNonNull(standings.get(point.identifier()));
  }

  /** Reads a part; the fault if there is no use in reading the next one. */
  private Optional<ModbusFault> read(FieldLine line, Part part, Map<String, Object> values) {
    try {
      int[] words = line.read(unit, part.batch().at(), !patience.isWorn());
      answers();
      Instant at = clock.instant();
      for (Standing each : part.standings()) {
        accept(each, part.batch().wordsOf(each.point, words), at, values);
      }
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
      if (fault.isAboutAddresses() && part.standings().size() > 1) {
        return readEach(line, part, values);
      }
      part.standings().forEach(each -> refused(each, fault.getMessage()));
      return Optional.empty();
    }
  }

  /** One address that is not there must not cost its neighbours. */
  private Optional<ModbusFault> readEach(FieldLine line, Part part, Map<String, Object> values) {
    int failed = 0;
    for (Standing each : part.standings()) {
      Optional<ModbusFault> silent =
          read(line, part(new ReadBatch(each.point.at(), List.of(each.point))), values);
      if (silent.isPresent()) {
        return silent;
      }
      if (each.state.quality() != Quality.GOOD) {
        alone(List.of(each.point));
        failed++;
      }
    }
    if (failed == 0) {
      alone(part.batch().points());
    }
    return Optional.empty();
  }

  private void alone(List<ModbusPoint> points) {
    alone.addAll(points);
    planned = List.of();
  }

  private void answers() {
    patience.answered();
    silence.ended();
  }

  private void accept(Standing standing, int[] words, Instant at, Map<String, Object> values) {
    try {
      Object value = ValueForm.decode(standing.point, words);
      standing.state = new State(Quality.GOOD, value, at, null);
      if (standing.outage != null) {
        standing.outage.ended();
      }
      if (!standing.point.onChange() || !value.equals(standing.reported)) {
        values.put(standing.point.identifier(), value);
      }
      standing.reported = value;
    } catch (UnfitValueException e) {
      refused(standing, e.getMessage());
    }
  }

  /** The device answers, but not with a value of this point. */
  private void refused(Standing standing, String why) {
    Outage outage = standing.outage;
    if (outage == null) {
      ModbusPoint point = standing.point;
      outage =
          new Outage(
              name + " " + VisibleText.of(point.identifier()) + " (" + point.at() + ")", clock);
      standing.outage = outage;
    }
    outage.happened(why);
    State last = standing.state;
    standing.state = new State(Quality.BAD, last.value(), last.at(), why);
  }

  private static void unread(Standing standing, String why) {
    State last = standing.state;
    Quality quality = last.quality() == Quality.BAD ? Quality.BAD : Quality.STALE;
    standing.state = new State(quality, last.value(), last.at(), why);
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
      accept(standing(point), back, clock.instant(), values);
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
    return standings.values().stream().map(this::status).toList();
  }

  private FieldPointStatus status(Standing standing) {
    State now = standing.state;
    return new FieldPointStatus(
        identity,
        standing.point.identifier(),
        now.quality(),
        Optional.ofNullable(now.value()),
        Optional.ofNullable(now.at()),
        Optional.ofNullable(now.error()));
  }

  /** Its number at the line. */
  public int unit() {
    return unit;
  }
}
