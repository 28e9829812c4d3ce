/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.store.WholeFile;

/**
 * An installer that overwrites one file in place, piece by piece, so that a kill in the middle
 * leaves it neither old nor new. A test is notified of each step and may make it fail.
 */
final class RewritingInstaller implements FirmwareInstaller {

  private static final int PIECES = 4;

  private final Path program;
  private final Consumer<String> moments;
  volatile Optional<String> fault = Optional.empty();
  volatile Optional<String> refusal = Optional.empty();
  volatile Optional<String> failure = Optional.empty();

  RewritingInstaller(Path program, Consumer<String> moments) {
    this.program = program;
    this.moments = moments;
  }

  @Override
  public void accept(FirmwareOrder order) throws InstallException {
    if (refusal.isPresent()) {
      throw new InstallException(refusal.get());
    }
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException {
    try {
      Path former = former(firmware);
      if (Files.notExists(former)) {
        new WholeFile(former).copy(program);
      }
      moments.accept("former kept");
      byte[] all = Files.readAllBytes(firmware.file());
      try (OutputStream out = Files.newOutputStream(program)) {
        for (int i = 0; i < PIECES; i++) {
          int from = all.length * i / PIECES;
          out.write(all, from, all.length * (i + 1) / PIECES - from);
          moments.accept("piece " + i);
        }
      }
      if (failure.isPresent()) {
        throw new InstallException(failure.get());
      }
      return Installed.NEW;
    } catch (IOException e) {
      throw new InstallException("cannot write", e);
    }
  }

  @Override
  public Installed state(Firmware firmware) throws InstallException {
    moments.accept("state");
    try {
      byte[] present = Files.readAllBytes(program);
      if (Arrays.equals(present, Files.readAllBytes(firmware.file()))) {
        return Installed.NEW;
      }
      Path former = former(firmware);
      return Files.notExists(former) || Arrays.equals(present, Files.readAllBytes(former))
          ? Installed.FORMER
          : Installed.BETWEEN;
    } catch (IOException e) {
      throw new InstallException("cannot read", e);
    }
  }

  @Override
  public Optional<String> fault(Firmware firmware) {
    return fault;
  }

  @Override
  public void commit(Firmware firmware) {
    moments.accept("commit");
  }

  @Override
  public void rollBack(Firmware firmware) throws InstallException {
    moments.accept("roll back");
    try {
      Path former = former(firmware);
      if (Files.exists(former)) {
        new WholeFile(program).copy(former);
      }
      moments.accept("rolled back");
    } catch (IOException e) {
      throw new InstallException("cannot write back", e);
    }
  }

  private static Path former(Firmware firmware) {
    return firmware.directory().resolve("former");
  }
}
