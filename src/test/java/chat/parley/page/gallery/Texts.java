package chat.parley.page.gallery;

/// Answers as Markdown leaves them.
final class Texts {
  static final String SKY_BEGUN =
      """
      <p>Light from the sun is scattered by the molecules of the air, and <strong>short waves are scattered far more than
      long ones</strong>. Blue light comes to your eye from every part of the sky; red light mostly goes</p>
      """;

  static final String SKY =
      """
      <p>Light from the sun is scattered by the molecules of the air, and <strong>short waves are scattered far more than
      long ones</strong>. Blue light comes to your eye from every part of the sky; red light mostly goes straight on. This is
      called <a href="https://example.org/rayleigh">Rayleigh scattering</a>:</p>
      <p><span class="math" data-display="true">I \\propto \\frac{1}{\\lambda^4} \\left( \\frac{1 + \\cos^2\\theta}{2R^2} \\right) \\left( \\frac{2\\pi}{\\lambda} \\right)^4 \\left( \\frac{n^2-1}{n^2+2} \\right)^2 \\left( \\frac{d}{2} \\right)^6</span></p>
      <p>So light of <span class="math" data-display="false">\\lambda = 450</span> nm is scattered about <span class="math" data-display="false">(650/450)^4 \\approx 4.4</span>
      times as much as light of 650 nm. Three things follow:</p>
      <ol>
      <li>At noon the sky is blue, because the path through the air is short and only the blue is taken out of the beam.</li>
      <li>At sunset the path is long, the blue is gone, and what is left is red.
      <ul><li>Dust makes it redder still.</li><li>Over the sea it is often <code>yellow</code> first.</li></ul></li>
      <li>It is not violet, since there is less violet in sunlight and the eye is less sensitive to it.</li>
      </ol>
      <blockquote><p>The sky is the daily bread of the eyes.</p></blockquote>
      """;

  static final String PLOT =
      """
      <h2>Plotting it</h2>
      <p>With <code>numpy</code> and <code>matplotlib</code> it is a few lines:</p>
      <pre class="code" data-language="python"><code class="language-python">import numpy as np
      import matplotlib.pyplot as plt

      def scattering(wavelength_nm: float) -&gt; float:
          \"""Relative to 650 nm.\"""
          return (650 / wavelength_nm) ** 4  # the fourth power does it all, which is why the sky is blue and not green

      x = np.linspace(380, 700, 200)
      plt.plot(x, scattering(x), label="Rayleigh")
      plt.show()
      <span class="code-end"></span></code></pre>
      <h3>The wavelengths</h3>
      <div class="table-scroll"><table>
      <thead><tr><th>Colour</th><th align="right">Wavelength</th><th align="right">Scattered</th><th>Where you see it</th></tr></thead>
      <tbody>
      <tr><td>Violet</td><td align="right">400 nm</td><td align="right">7.0</td><td>High up, faintly</td></tr>
      <tr><td>Blue</td><td align="right">450 nm</td><td align="right">4.4</td><td>Everywhere at noon</td></tr>
      <tr><td>Green</td><td align="right">530 nm</td><td align="right">2.3</td><td>Hardly ever, but for the flash at the end of a clear sunset over the sea</td></tr>
      <tr><td>Red</td><td align="right">650 nm</td><td align="right">1.0</td><td>At sunset</td></tr>
      </tbody>
      </table></div>
      <p>Save it as <code>sky.py</code> and run:</p>
      <pre class="code" data-language="bash"><code class="language-bash">python3 -m venv .venv &amp;&amp; . .venv/bin/activate
      pip install numpy matplotlib
      python sky.py<span class="code-end"></span></code></pre>
      <ul>
      <li><input type="checkbox" disabled checked aria-label="Done"> The curve is steep on the left</li>
      <li><input type="checkbox" disabled aria-label="To do"> Add the sensitivity of the eye</li>
      </ul>
      """;

  static final String HELLO_BLOCKS =
      """
      <p>The JDK has a small server of its own, so no library is needed. This one answers every request with a greeting:</p>
      <pre class="code" data-language="java"><code class="language-java" id="m4-o120">import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      void main() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(8000), 0);
      </code></pre>\
      """;

  static final String HELLO_TAIL =
      """
      <pre class="code rest"><code>  server.createContext("/", exchange -&gt; {</code></pre>\
      """;

  static final String DOCS =
      """
      <h1>Connecting a model</h1>
      <p>Parley talks to every server that speaks the OpenAI protocol: Ollama, llama.cpp, vLLM, LM Studio, OpenRouter, OpenAI.</p>
      <h2>Ollama</h2>
      <pre class="code" data-language="bash"><code class="language-bash">OPENAI_BASE_URL=http://127.0.0.1:11434/v1 bin/parley<span class="code-end"></span></code></pre>
      <p>The model menu then lists what the server lists.</p>
      <h2>All settings</h2>
      <div class="table-scroll"><table><thead><tr><th>Variable</th><th>What it is</th><th>Without it</th></tr></thead><tbody>
      <tr><td><code>OPENAI_BASE_URL</code></td><td>Where the server is</td><td>https://api.openai.com/v1</td></tr>
      <tr><td><code>OPENAI_API_KEY</code></td><td>Its key</td><td>none is sent</td></tr>
      <tr><td><code>PARLEY_MODEL</code></td><td>The model that a new chat begins with</td><td>the first that is listed</td></tr>
      </tbody></table></div>
      """;

  private Texts() {}
}
