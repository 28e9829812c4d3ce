/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** A stream that may be read until some moment. */
final class Deadline extends FilterInputStream {

  private final long end;
  private final LongSupplier nanoTime;

  Deadline(InputStream in, long end, LongSupplier nanoTime) {
    super(in);
    this.end = end;
    this.nanoTime = nanoTime;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (nanoTime.getAsLong() - end > 0) {
      throw new PassedException();
    }
    return super.read(bytes, offset, length);
  }

  /** The moment has come. */
  static final class PassedException extends IOException {

    private static final long serialVersionUID = 1L;
  }
}
