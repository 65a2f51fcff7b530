/** Many thin lines at once by WebGL2: one instance a line. Where there is no WebGL2, or its context was lost, it says so. */

export interface Lines {
  /** Whether it can draw now. */
  readonly ready: boolean;
  /**
   * Takes the lines to draw from now on.
   *
   * @param ends `[lines][x, y, x, y]` in the square of side 1
   * @param colours `[lines][red, green, blue, alpha]`, 0 … 255
   */
  load(ends: Float32Array, colours: Uint8Array): void;
  draw(width: number, height: number, ratio: number): void;
  dispose(): void;
}

const VERTEX = `#version 300 es
uniform vec2 pixels;
uniform float thick;
layout(location = 0) in vec4 ends;
layout(location = 1) in vec4 colour;
out vec4 ink;
void main() {
  vec2 a = ends.xy * pixels, b = ends.zw * pixels;
  vec2 along = b - a;
  float size = max(length(along), 0.001);
  vec2 across = vec2(-along.y, along.x) / size * thick * 0.5;
  vec2 at = mix(a, b, float(gl_VertexID >> 1)) + ((gl_VertexID & 1) == 0 ? across : -across);
  gl_Position = vec4(at / pixels * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
  ink = vec4(colour.rgb * colour.a, colour.a);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 ink;
out vec4 shown;
void main() { shown = ink; }`;

interface Ready {
  readonly program: WebGLProgram;
  readonly array: WebGLVertexArrayObject;
  readonly ends: WebGLBuffer;
  readonly colours: WebGLBuffer;
}

/**
 * @param changed told when drawing has become possible or impossible
 * @param anyway also where the browser says that it would be slow: without a graphics processor the canvas draws faster
 */
export function createLines(canvas: HTMLCanvasElement, changed: () => void, anyway = false): Lines {
  const gl =
    anyway || isFast()
      ? canvas.getContext('webgl2', { antialias: true, premultipliedAlpha: true })
      : null;
  let ready = gl === null ? undefined : prepare(gl);
  let [ends, colours] = [new Float32Array(0), new Uint8Array(0)];
  let loaded = false;
  const lost = (event: Event): void => {
    // Only then does the browser give the context back.
    event.preventDefault();
    ready = undefined;
    changed();
  };
  const restored = (): void => {
    if (gl !== null) ready = prepare(gl);
    loaded = false;
    changed();
  };
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);
  return {
    get ready() {
      return ready !== undefined;
    },
    load(newEnds, newColours) {
      [ends, colours] = [
        newEnds as Float32Array<ArrayBuffer>,
        newColours as Uint8Array<ArrayBuffer>,
      ];
      loaded = false;
    },
    draw(width, height, ratio) {
      if (gl === null || ready === undefined) return;
      const { program, array } = ready;
      if (!loaded) upload(gl, ready, ends, colours);
      loaded = true;
      gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.useProgram(program);
      gl.uniform2f(gl.getUniformLocation(program, 'pixels'), width * ratio, height * ratio);
      gl.uniform1f(gl.getUniformLocation(program, 'thick'), 1.1 * ratio);
      gl.bindVertexArray(array);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, colours.length / 4);
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
      gl?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

let fast: boolean | undefined;

/** Whether lines are drawn faster by WebGL than on a canvas: asked once a page, of a context that is given back. */
function isFast(): boolean {
  if (fast === undefined) {
    const gl = document
      .createElement('canvas')
      .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    // Chromium does not count its own software as a caveat.
    fast = gl !== null && !isSoftware(gl);
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return fast;
}

/** Whether pictures are made without a graphics processor, which takes seconds where a canvas takes milliseconds. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** Compiles and allocates; `undefined` where the machine cannot. */
function prepare(gl: WebGL2RenderingContext): Ready | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return undefined;
  const [array, ends, colours] = [gl.createVertexArray(), gl.createBuffer(), gl.createBuffer()];
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, ends);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0);
  gl.vertexAttribDivisor(0, 1);
  gl.bindBuffer(gl.ARRAY_BUFFER, colours);
  gl.enableVertexAttribArray(1);
  gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 0);
  gl.vertexAttribDivisor(1, 1);
  return { program, array, ends, colours };
}

function upload(
  gl: WebGL2RenderingContext,
  ready: Ready,
  ends: Float32Array<ArrayBuffer>,
  colours: Uint8Array<ArrayBuffer>,
): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, ready.ends);
  gl.bufferData(gl.ARRAY_BUFFER, ends, gl.DYNAMIC_DRAW);
  gl.bindBuffer(gl.ARRAY_BUFFER, ready.colours);
  gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW);
}
