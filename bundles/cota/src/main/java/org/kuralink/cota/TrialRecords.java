/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.util.Optional;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.cota.store.ConfigurationJournal;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written of a trial. For the thread of the remote configuration. */
final class TrialRecords {

  private static final Logger LOG = LoggerFactory.getLogger(TrialRecords.class);

  private final String name;
  private final ConfigurationJournal journal;
  private final VersionStore versions;

  TrialRecords(String name, ConfigurationJournal journal, VersionStore versions) {
    this.name = name;
    this.journal = journal;
    this.versions = versions;
  }

  Optional<Trial> trial() {
    return journal.trial();
  }

  Optional<byte[]> snapshot() {
    return journal.snapshot();
  }

  void begin(Trial trial, byte[] snapshot) throws IOException {
    journal.begin(trial, snapshot);
  }

  /** For a step that must not be taken if this fails. */
  void require(Trial trial) throws IOException {
    journal.write(trial);
  }

  /** For a step that is taken anyway: what stands there leads the next process to the same. */
  void write(Trial trial) {
    try {
      journal.write(trial);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be written: {}", name, e.toString());
    }
  }

  void end() {
    try {
      journal.end();
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be ended: {}", name, e.toString());
    }
  }

  Optional<ConfigurationFile> file(Trial trial) {
    return versions.file(trial.device(), trial.version());
  }

  void requireApplied(Trial trial) throws IOException {
    versions.outcome(trial.version(), ConfigurationOutcome.APPLIED, "");
  }

  void remember(Trial trial, ConfigurationOutcome outcome, String message) {
    try {
      versions.outcome(trial.version(), outcome, message);
    } catch (IOException e) {
      LOG.warn("{}: the history cannot be written: {}", name, e.toString());
    }
  }
}
