/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kuralink.cota.offer.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written before it is done: the trial that is going on, what would have to be put back,
 * and the answers that the platform has not got yet. For one thread.
 */
public final class ConfigurationJournal {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationJournal.class);

  /** More answers than these wait for nobody: the oldest goes. */
  static final int MAX_REPORTS = 8;

  private static final String TRIAL = "trial.json";
  private static final String SNAPSHOT = "snapshot";
  static final String REPORTS = "reports.json";

  private final ConfigurationFiles files;
  private Optional<Trial> trial = Optional.empty();
  private Optional<byte[]> snapshot = Optional.empty();
  private final List<OpenPush> pushes = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  /**
   * A push that has no result yet.
   *
   * @param offer what it brought
   * @param starts how often the component has started since it came
   */
  public record OpenPush(PushOrder order, Offer offer, int starts) {}

  /**
   * An answer to a push that has not left this device yet.
   *
   * @param code of the platform's result codes
   * @param outcome for the answer's data
   */
  public record Report(PushOrder order, int code, String outcome, String message) {}

  /** Empty until {@link #load}. */
  public ConfigurationJournal(ConfigurationFiles files) {
    this.files = files;
  }

  /**
   * Reads what a former process has written. A snapshot without a trial, left where that process
   * was cut off, holds secrets and goes.
   *
   * @throws IOException if it cannot be read, or was damaged
   */
  public void load() throws IOException {
    reports.clear();
    pushes.clear();
    Optional<byte[]> waiting = files.read(REPORTS);
    if (waiting.isPresent()) {
      reports.addAll(JournalText.reports(waiting.get()));
      pushes.addAll(JournalText.pushes(waiting.get()));
    }
    Optional<byte[]> going = files.read(TRIAL);
    trial = going.isPresent() ? Optional.of(JournalText.trial(going.get())) : Optional.empty();
    if (trial.isPresent()) {
      snapshot = files.read(SNAPSHOT);
    } else {
      files.delete(SNAPSHOT);
    }
  }

  /** The trial that is going on. */
  public Optional<Trial> trial() {
    return trial;
  }

  /** What would have to be put back. */
  public Optional<byte[]> snapshot() {
    return snapshot.map(byte[]::clone);
  }

  /** Begins a trial: what must be put back is on disk before the trial is. */
  public void begin(Trial first, byte[] before) throws IOException {
    files.write(SNAPSHOT, before);
    snapshot = Optional.of(before.clone());
    write(first);
  }

  /** Writes the next phase of the trial, which must not begin if this fails. */
  public void write(Trial next) throws IOException {
    files.write(TRIAL, JournalText.ofTrial(next));
    trial = Optional.of(next);
  }

  /** As {@link #write}, of one that begins anyway: what stands there leads to the same. */
  public void note(Trial next) {
    try {
      write(next);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be written: {}", files, e.toString());
    }
  }

  /** The trial has ended; what it would have put back holds secrets and goes. */
  public void end() {
    trial = Optional.empty();
    snapshot = Optional.empty();
    try {
      files.delete(TRIAL);
      files.delete(SNAPSHOT);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be ended: {}", files, e.toString());
    }
  }

  /** The answers that have not left yet, the oldest first. */
  public List<Report> reports() {
    return List.copyOf(reports);
  }

  /** The pushes that have no result yet, the oldest first. */
  public List<OpenPush> pushes() {
    return List.copyOf(pushes);
  }

  /** A push must get an answer from now on, whatever happens; in place of the same one before. */
  public void open(OpenPush push) throws IOException {
    reports.removeIf(other -> other.order().equals(push.order()));
    pushes.removeIf(other -> other.order().equals(push.order()));
    pushes.add(push);
    if (pushes.size() > MAX_REPORTS) {
      pushes.remove(0);
    }
    saveReports();
  }

  /** One more answer to give; in place of a former one to the same push, which has it now. */
  public void add(Report report) throws IOException {
    pushes.removeIf(other -> other.order().equals(report.order()));
    reports.removeIf(other -> other.order().equals(report.order()));
    reports.add(report);
    if (reports.size() > MAX_REPORTS) {
      reports.remove(0);
    }
    saveReports();
  }

  /** An answer has left. */
  public void remove(Report report) throws IOException {
    if (reports.remove(report)) {
      saveReports();
    }
  }

  private void saveReports() throws IOException {
    if (reports.isEmpty() && pushes.isEmpty()) {
      files.delete(REPORTS);
    } else {
      files.write(REPORTS, JournalText.ofReports(reports, pushes));
    }
  }
}
