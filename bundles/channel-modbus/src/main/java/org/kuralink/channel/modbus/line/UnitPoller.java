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
import org.kuralink.channel.modbus.point.ValueForm.UnsuitableValueException;

/**
 * Polls the points of one device. Reads and reports points together that are due at the same time,
 * and polls a device that does not answer with increasing intervals. All methods except {@link
 * #status} are called on the thread of the line.
 */
public final class UnitPoller implements FieldLine.Served {

  /** The interval within which due points are read together. */
  static final Duration TOGETHER = Duration.ofMillis(20);

  /** The maximum random delay of the first polls. */
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

  /** The state of a point; readable on any thread. */
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

  /** A request and the points whose values its answer contains. */
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
   * Creates the poller of a device.
   *
   * @param serverId the id of the server, for messages
   * @param device the device
   * @param points its points; write-only points are never read
   * @param reports receives the values
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

  /** Receives the values; called on the thread of the line. */
  public interface Told {

    /** Called with values that were read together. */
    void values(DeviceIdentity device, Map<String, Object> values, Instant at);

    /** Called after a change of the line's state. */
    void stateChanged();
  }

  /**
   * A device of the line.
   *
   * @param unit its unit number
   * @param identity the identity under which its values are reported
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

  /** Returns the groups that are due now or very soon; skips missed polls. */
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

  /** Returns the requests for the due groups; reuses those of the last poll if possible. */
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

  /** Executes a request; returns the fault if further requests to the device would fail too. */
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

  /**
   * Reads the points of a rejected request one by one, so that one invalid address does not affect
   * its neighbours.
   */
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
    } catch (UnsuitableValueException e) {
      refused(standing, e.getMessage());
    }
  }

  /** Records that the device answers but the value of this point is invalid. */
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
   * Writes a point, reads it back, and reports the value.
   *
   * @param encoded the result of {@link ValueForm#encode}
   * @return the value that was read back, or the written value
   * @throws ModbusFault also if the value read back differs from the written value
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

  /** Writes a point that is not polled. */
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
      throw new ModbusFault(
          Kind.WRONG, "the write was acknowledged, but the value read back differs");
    }
    return back;
  }

  @Override
  public void lineChanged() {
    reports.stateChanged();
  }

  /** Returns the states of the points, sorted by name. Thread-safe. */
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

  /** Returns the unit number. */
  public int unit() {
    return unit;
  }
}
