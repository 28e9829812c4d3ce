/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kuralink.fieldsimulator.FaultStep.Word;

/**
 * The channel handler between the network and the Modbus server of the library. Splits the received
 * bytes into TCP or RTU requests and applies the commanded faults to requests and answers. Runs
 * only on the thread of its connection.
 */
final class SlaveFrames extends ChannelDuplexHandler {

  private static final int NO_SUCH_ADDRESS = 2;
  private static final int NO_SUCH_UNIT = 11;
  private static final int HEADER = 6;
  private static final int SHORTEST_RTU = 8;
  private static final int MOST_PENDING = 256;

  private final Way way;
  private final boolean rtu;
  private final SlaveFaults faults;
  private final Map<Integer, SlaveRegisters> units;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private final ByteBuf waiting = Unpooled.buffer();
  private int last;
  private long spokenAt;
  private long deafUntil;

  /** The frame types, and whether the connection can be closed. */
  enum Way {
    TCP,
    RTU_OVER_TCP,
    SERIAL
  }

  /** A request that the library is processing, and the fault for its answer. */
  private record Pending(SlaveRequest request, FaultStep step) {}

  SlaveFrames(Way way, SlaveFaults faults, Map<Integer, SlaveRegisters> units) {
    this.way = way;
    this.rtu = way != Way.TCP;
    this.faults = faults;
    this.units = units;
    deafUntil = System.nanoTime();
    spokenAt = deafUntil - TimeUnit.DAYS.toNanos(1);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.release();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    waiting.writeBytes(bytes);
    bytes.release();
    for (Optional<SlaveRequest> request = next(); request.isPresent(); request = next()) {
      take(ctx, request.get());
    }
    waiting.discardReadBytes();
  }

  private Optional<SlaveRequest> next() {
    return rtu ? nextRtu() : nextTcp();
  }

  private Optional<SlaveRequest> nextTcp() {
    if (waiting.readableBytes() < HEADER + 2) {
      return Optional.empty();
    }
    int length = HEADER + waiting.getUnsignedShort(waiting.readerIndex() + HEADER - 2);
    if (waiting.readableBytes() < length) {
      return Optional.empty();
    }
    byte[] frame = new byte[Math.max(length, HEADER + 2)];
    waiting.readBytes(frame);
    return Optional.of(SlaveRequest.tcp(frame));
  }

  /** Skips bytes that belong to no frame, for example noise on a line. */
  private Optional<SlaveRequest> nextRtu() {
    while (waiting.readableBytes() >= SHORTEST_RTU) {
      int begin = waiting.readerIndex();
      int function = waiting.getUnsignedByte(begin + 1);
      int length =
          function == 15 || function == 16
              ? SHORTEST_RTU + 1 + waiting.getUnsignedByte(begin + HEADER)
              : SHORTEST_RTU;
      if (waiting.readableBytes() < length) {
        return Optional.empty();
      }
      byte[] frame = new byte[length];
      waiting.getBytes(begin, frame);
      int crc = (frame[length - 1] & 0xFF) << 8 | frame[length - 2] & 0xFF;
      if (crc == SlaveRequest.crc(frame, length - 2)) {
        waiting.skipBytes(length);
        return Optional.of(SlaveRequest.rtu(frame));
      }
      waiting.skipBytes(1);
    }
    return Optional.empty();
  }

  private void take(ChannelHandlerContext ctx, SlaveRequest request) {
    long now = System.nanoTime();
    if (now - deafUntil < 0) {
      return;
    }
    FaultStep step = faults.step(request);
    if (step.has(Word.BLACKHOLE)) {
      deafUntil = now + TimeUnit.MILLISECONDS.toNanos(step.number(Word.BLACKHOLE, 0));
      return;
    }
    long silence = TimeUnit.MILLISECONDS.toNanos(step.number(Word.NEEDS_SILENCE, 0));
    SlaveRegisters registers = units.get(request.unit());
    if (step.has(Word.SILENT) || now - spokenAt < silence || registers == null && rtu) {
      return;
    }
    if (step.has(Word.HANGUP)) {
      end(ctx);
    } else if (step.has(Word.EXCEPTION)) {
      refuse(ctx, new Pending(request, step), step.number(Word.EXCEPTION, 0));
    } else if (registers == null) {
      refuse(ctx, new Pending(request, step), NO_SUCH_UNIT);
    } else if (!registers.has(request)) {
      refuse(ctx, new Pending(request, step), NO_SUCH_ADDRESS);
    } else if (pending.size() < MOST_PENDING) {
      last = (last + 1) & 0xFFFF;
      pending.put(last, new Pending(request, step));
      ctx.fireChannelRead(Unpooled.wrappedBuffer(request.asTcp(last)));
    } else {
      ctx.close();
    }
  }

  private void refuse(ChannelHandlerContext ctx, Pending what, int code) {
    answer(ctx, what, new byte[] {(byte) (what.request.function() | 0x80), (byte) code});
  }

  /** Handles an answer of the library, which is a Modbus TCP frame. */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.readableBytes() > HEADER + 1) {
      byte[] frame = new byte[bytes.readableBytes()];
      bytes.readBytes(frame);
      bytes.release();
      Pending asked = pending.remove((frame[0] & 0xFF) << 8 | frame[1] & 0xFF);
      if (asked != null) {
        answer(ctx, asked, Arrays.copyOfRange(frame, HEADER + 1, frame.length));
      }
      promise.setSuccess();
    } else {
      ctx.write(message, promise);
    }
  }

  private void answer(ChannelHandlerContext ctx, Pending asked, byte[] pdu) {
    int delay = asked.step.number(Word.DELAY, 0);
    byte[] frame = frame(asked, pdu);
    if (delay > 0) {
      ctx.executor().schedule(() -> send(ctx, asked, frame), delay, TimeUnit.MILLISECONDS);
    } else {
      send(ctx, asked, frame);
    }
  }

  private void send(ChannelHandlerContext ctx, Pending asked, byte[] frame) {
    int pieces = Math.max(1, asked.step.number(Word.PIECES, 1));
    send(ctx, asked.step, frame, 0, (frame.length + pieces - 1) / pieces);
  }

  private void send(ChannelHandlerContext ctx, FaultStep step, byte[] frame, int from, int length) {
    int to = Math.min(frame.length, from + length);
    ChannelFuture sent = ctx.writeAndFlush(Unpooled.copiedBuffer(frame, from, to - from));
    spokenAt = System.nanoTime();
    if (to < frame.length) {
      int gap = step.number(Word.GAP, 0);
      ctx.executor().schedule(() -> send(ctx, step, frame, to, length), gap, TimeUnit.MILLISECONDS);
    } else if (step.has(Word.CLOSE)) {
      sent.addListener(done -> end(ctx));
    }
  }

  /** Does nothing on a serial line, which has no connection. */
  private void end(ChannelHandlerContext ctx) {
    if (way != Way.SERIAL) {
      ctx.close();
    }
  }

  /** Returns the answer as it is transmitted, with the commanded faults. */
  private byte[] frame(Pending asked, byte[] right) {
    FaultStep step = asked.step;
    SlaveRequest request = asked.request;
    int length = right.length - step.number(Word.CUT, 0) + step.number(Word.EXTRA, 0);
    byte[] pdu = Arrays.copyOf(right, Math.max(1, length));
    int unit = step.number(Word.AS_UNIT, request.unit());
    byte[] frame =
        rtu
            ? SlaveRequest.rtu(unit, pdu)
            : SlaveRequest.tcp(request.transaction() + step.number(Word.TID, 0), unit, pdu);
    if (rtu && step.has(Word.CRC_SWAPPED)) {
      byte low = frame[frame.length - 2];
      frame[frame.length - 2] = frame[frame.length - 1];
      frame[frame.length - 1] = low;
    }
    int flipped = step.number(Word.FLIP_BIT, frame.length);
    if (flipped < frame.length) {
      frame[flipped] ^= 1;
    }
    byte[] noise = new byte[step.number(Word.NOISE, 0)];
    byte[] echo = step.has(Word.ECHO) ? request.frame() : new byte[0];
    byte[] all = Arrays.copyOf(noise, noise.length + echo.length + frame.length);
    System.arraycopy(echo, 0, all, noise.length, echo.length);
    System.arraycopy(frame, 0, all, noise.length + echo.length, frame.length);
    return all;
  }
}
