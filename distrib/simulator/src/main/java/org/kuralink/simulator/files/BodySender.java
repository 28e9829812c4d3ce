/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a part of a file in pieces, limited by the capacity of the connection, and applies the
 * active faults. Runs on the thread of the connection.
 */
final class BodySender {
  private static final Logger LOG = LoggerFactory.getLogger(BodySender.class);
  private static final int PIECE = 128 * 1024;
  private static final int TICKS_PER_SECOND = 10;

  private final ChannelHandlerContext context;
  private final FileChannel file;
  private final Plan plan;
  private final End whenDone;
  private final long start;
  private final long stop;
  private final long bytesPerTick;
  private final long tickMillis;
  private long position;
  private boolean waiting;
  private boolean finishing;
  private boolean done;

  /** The bytes to send, the byte to corrupt, and the other faults. */
  record Plan(long start, long end, long wrong, FileFaults faults) {}

  /** The action after the last byte. */
  interface End {
    /** So many bytes went out, and that was all or not. */
    void reached(long sent, boolean whole);
  }

  BodySender(ChannelHandlerContext context, FileChannel file, Plan plan, End whenDone) {
    this.context = context;
    this.file = file;
    this.plan = plan;
    this.whenDone = whenDone;
    this.start = plan.start;
    FileFaults faults = plan.faults;
    this.stop = faults.cutAfter() >= 0 ? Math.min(plan.end, start + faults.cutAfter()) : plan.end;
    this.position = start;
    long rate = faults.trickle() ? 1 : faults.bytesPerSecond();
    this.bytesPerTick = Math.max(1, rate / TICKS_PER_SECOND);
    this.tickMillis = rate == 0 ? 0 : 1000 * bytesPerTick / rate;
  }

  /** Goes on for as long as the connection takes more. */
  void pump() {
    try {
      while (!done && !finishing && !waiting && position < stop && context.channel().isWritable()) {
        piece();
      }
    } catch (IOException e) {
      LOG.warn("Cannot read a file to its end: {}", e.toString());
      context.flush();
      end(false);
      return;
    }
    context.flush();
    if (position >= stop && !done && !finishing && !waiting) {
      finish();
    }
  }

  private void piece() throws IOException {
    long left = stop - position;
    int wanted = (int) Math.min(left, tickMillis == 0 ? PIECE : Math.min(PIECE, bytesPerTick));
    ByteBuf piece = context.alloc().buffer(wanted);
    try {
      while (piece.readableBytes() < wanted) {
        int read =
            piece.writeBytes(
                file, position + piece.readableBytes(), wanted - piece.readableBytes());
        if (read < 0) {
          throw new EOFException("it has become shorter");
        }
      }
    } catch (IOException e) {
      piece.release();
      throw e;
    }
    long wrong = plan.wrong - position;
    if (plan.faults.corrupt() && wrong >= 0 && wrong < wanted) {
      piece.setByte((int) wrong, piece.getByte((int) wrong) ^ 1);
    }
    position += wanted;
    context.write(new DefaultHttpContent(piece));
    if (tickMillis > 0) {
      waiting = true;
      context
          .executor()
          .schedule(
              () -> {
                waiting = false;
                pump();
              },
              tickMillis,
              TimeUnit.MILLISECONDS);
    }
  }

  private void finish() {
    finishing = true;
    boolean whole = stop == plan.end;
    context
        .writeAndFlush(
            whole
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultHttpContent(Unpooled.EMPTY_BUFFER))
        .addListener(written -> end(whole && written.isSuccess()));
  }

  /** The connection is gone. */
  void abandon() {
    end(false);
  }

  private void end(boolean whole) {
    if (done) {
      return;
    }
    done = true;
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("A file could not be closed: {}", e.toString());
    }
    whenDone.reached(position - start, whole);
  }
}
